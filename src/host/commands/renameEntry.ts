import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isActive } from '../../jobs/watch/jobView';
import { assertInProject } from '../../projects/assertInProject';
import { assertNewName } from '../../projects/project';
import { getModelFolder, getPersonFolder } from '../../projects/projectPaths';
import {
  assertNewFileName,
  assertNewSourceName,
  getFixedEnding,
  renameFile,
  renameModel,
  renamePerson,
  renameSource,
} from '../../projects/renaming';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { requireTrust } from '../project/workspaceProject';
import { offerUndo } from '../prompts/offerUndo';
import { makePlainPrompt } from '../prompts/plainItems';
import { requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';
import { closeMonitors, requireUnused } from './entryUse';
import { showError } from './showError';

/** How an entry of one kind gets another name. */
interface Renaming {
  readonly name: string;
  /** The end of the name that stays. */
  readonly ending?: string;
  /** Files and folders that no job may use meanwhile. */
  readonly paths: readonly string[];
  /** @throws UserError when the entry cannot have that name */
  check(name: string): unknown;
  rename(name: string): Promise<unknown>;
  undo(name: string): Promise<unknown>;
}

/** Asks for a new name of the entry, tells while it is typed why it cannot be used, and offers to take it back. */
export const renameEntry: CommandHandler = async (services, node) => {
  const [chosen, ...more] = await services.chooseNodes(node);
  const renaming = chosen && more.length === 0 ? describeRenaming(services, chosen) : undefined;
  if (!renaming) return;
  requireTrust();
  await requireUnused(services, renaming.paths);
  const name = await askName(renaming);
  if (name === undefined || name === renaming.name) return;
  await requireUnused(services, renaming.paths);
  await changeProject(services, () => renaming.rename(name));
  closeMonitors(services, renaming.paths);
  const undo = () => changeProject(services, () => renaming.undo(name));
  offerUndo(t('{0} is now called {1}.', renaming.name, name), undo, (error) => showError(services, error));
};

async function changeProject(services: Services, change: () => Promise<unknown>): Promise<void> {
  try {
    await vscode.window.withProgress({ location: { viewId: 'faceswap.project' } }, change);
  } finally {
    await services.project.refresh();
  }
}

async function askName({ name, ending = '', check }: Renaming): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: t('Rename {0}', name),
    prompt: t('New name'),
    value: name,
    valueSelection: [0, name.length - ending.length],
    validateInput: async (value) => {
      if (value === name) return undefined;
      try {
        await check(value);
        return undefined;
      } catch (error) {
        return makePlainPrompt(getErrorMessage(error));
      }
    },
    ignoreFocusOut: true,
  });
}

function describeRenaming(services: Services, node: TreeNode): Renaming | undefined {
  const { kind, owner, path } = node;
  if (kind === 'job' && owner !== undefined) return describeJobRenaming(services, owner);
  const { folder, people, models } = requireProject(services);
  if (path !== undefined) assertInProject(folder, path);
  const others = <T extends { readonly name: string }>(all: readonly T[]) => all.filter(({ name }) => name !== owner);
  if (kind === 'person' && owner !== undefined)
    return {
      name: owner,
      paths: [getPersonFolder(folder, owner)],
      check: (name) => assertNewName(name, others(people)),
      rename: (name) => renamePerson(folder, owner, name),
      undo: (name) => renamePerson(folder, name, owner),
    };
  if (kind === 'model' && owner !== undefined)
    return {
      name: owner,
      paths: [getModelFolder(folder, owner)],
      check: (name) => assertNewName(name, others(models)),
      rename: (name) => renameModel(folder, owner, name),
      undo: (name) => renameModel(folder, name, owner),
    };
  if (kind === 'source' && owner !== undefined && path !== undefined)
    return describeSourceRenaming(folder, owner, path);
  return (kind === 'swap' || kind === 'cluster') && path !== undefined ? describeFileRenaming(path) : undefined;
}

function describeSourceRenaming(folder: string, person: string, path: string): Renaming {
  const name = basename(path);
  let renamed = path;
  return {
    name,
    ending: getFixedEnding(path),
    // The faces are named after their frames, and so after their video.
    paths: [getPersonFolder(folder, person)],
    check: (newName) => assertNewSourceName(folder, person, path, newName),
    rename: async (newName) => {
      renamed = await renameSource(folder, person, path, newName);
    },
    undo: () => renameSource(folder, person, renamed, name),
  };
}

function describeFileRenaming(path: string): Renaming {
  const name = basename(path);
  let renamed = path;
  return {
    name,
    ending: getFixedEnding(path),
    paths: [path],
    check: (newName) => assertNewFileName(path, newName),
    rename: async (newName) => {
      renamed = await renameFile(path, newName);
    },
    undo: () => renameFile(renamed, name),
  };
}

function describeJobRenaming({ jobs }: Services, id: string): Renaming | undefined {
  const job = jobs.jobs.find((other) => other.id === id);
  if (!job) return undefined;
  if (isActive(job)) throw new UserError(t('{0} has not ended yet. Rename it when it has.', job.title));
  return {
    name: job.title,
    paths: [],
    check: (title) => {
      if (title.trim() === '' || title.length > maxTitleLength)
        throw new UserError(t('Use 1 to {0} characters.', maxTitleLength));
    },
    rename: (title) => jobs.rename(id, title.trim()),
    undo: () => jobs.rename(id, job.title),
  };
}

const maxTitleLength = 200;
