import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { removeJobFolders } from '../../jobs/journal/jobRemoval';
import { isActive } from '../../jobs/watch/jobView';
import type { ProjectContent } from '../../projects/content';
import { getModelFolder, getOldFirstFramePath, getPersonFolder } from '../../projects/projectPaths';
import { type Removal, type Removed, removeFromProject, restoreToProject } from '../../projects/removal';
import { CanceledError, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { requireTrust } from '../project/workspaceProject';
import { showWarningMessage } from '../prompts/messages';
import { offerUndo } from '../prompts/offerUndo';
import { requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import type { TreeNode, TreeNodeKind } from '../tree/treeNode';
import { closeMonitors, requireUnused } from './entryUse';
import { showError } from './showError';

const removable: ReadonlySet<TreeNodeKind> = new Set(['person', 'source', 'faces', 'cluster', 'model', 'swap', 'job']);

/** Moves the selected entries of the tree to the trash, and offers to put them back. */
export const removeEntries: CommandHandler = async (services, node) => {
  const nodes = (await services.chooseNodes(node)).filter(
    (chosen) => removable.has(chosen.kind) && isThere(services, chosen),
  );
  const jobs = nodes.filter(({ kind }) => kind === 'job');
  const others = nodes.filter(({ kind }) => kind !== 'job');
  if (nodes.length === 0) return;
  requireTrust();
  if (others.length > 0) await removeFiles(services, others);
  if (jobs.length > 0)
    await removeJobs(
      services,
      jobs.flatMap(({ owner }) => owner ?? []),
    );
};

/** Returns whether an entry is still there: the selection keeps what was removed just now. */
function isThere({ project, jobs }: Services, { kind, owner, path }: TreeNode): boolean {
  if (kind === 'job') return jobs.jobs.some(({ id }) => id === owner);
  if (kind === 'person') return project.content?.people.some(({ name }) => name === owner) ?? false;
  if (kind === 'model') return project.content?.models.some(({ name }) => name === owner) ?? false;
  return path !== undefined && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Moves the journals of all jobs that have ended to the trash, and offers to put them back. */
export const clearFinishedJobs: CommandHandler = async (services) => {
  requireTrust();
  const ended = services.jobs.jobs.filter((job) => !isActive(job));
  if (ended.length === 0) throw new UserError(t('No job has ended.'));
  await removeJobs(
    services,
    ended.map(({ id }) => id),
  );
};

async function removeJobs(services: Services, ids: readonly string[]): Promise<void> {
  const jobs = services.jobs.jobs.filter(({ id }) => ids.includes(id));
  const active = jobs.find(isActive);
  if (active) throw new UserError(t('{0} has not ended yet. Cancel it first.', active.title));
  const restore = await removeJobFolders(jobs.map(({ folder }) => folder));
  await services.jobs.refresh();
  const sentence =
    jobs.length === 1
      ? t('{0}: removed from the list. What the job has made stays.', jobs[0]!.title)
      : t('{0} jobs were removed from the list. What they have made stays.', jobs.length);
  const undo = async () => {
    await restore();
    await services.jobs.refresh();
  };
  offerUndo(sentence, undo, (error) => showError(services, error));
}

async function removeFiles(services: Services, nodes: readonly TreeNode[]): Promise<void> {
  const content = requireProject(services);
  const removal = describeRemoval(content, nodes);
  await requireUnused(services, listPaths(content.folder, removal));
  await confirmModels(nodes, removal);
  const sentence = describeResult(nodes);
  let removed: Removed;
  try {
    removed = await removeFromProject(content.folder, removal);
  } finally {
    await services.project.refresh();
  }
  closeMonitors(services, removed.paths);
  const place = relative(content.folder, removed.trash);
  const undo = async () => {
    try {
      await restoreToProject(removed);
    } finally {
      await services.project.refresh();
    }
  };
  offerUndo(sentence(place), undo, (error) => showError(services, error));
}

/** Returns what to remove for these entries: with a person go the models of that person, with a result its still. */
function describeRemoval({ models }: ProjectContent, nodes: readonly TreeNode[]): Required<Removal> {
  const listOwners = (kind: TreeNodeKind) =>
    nodes.filter((node) => node.kind === kind).flatMap(({ owner }) => owner ?? []);
  const people = listOwners('person');
  const orphaned = models.filter(({ a, b }) => people.includes(a) || people.includes(b)).map(({ name }) => name);
  const files = nodes.filter(({ kind }) => kind !== 'person' && kind !== 'model');
  // What is inside another entry goes with it.
  const outer = files.filter(({ id }) => !nodes.some((other) => id.startsWith(`${other.id}/`)));
  return {
    people,
    models: [...new Set([...listOwners('model'), ...orphaned])],
    paths: outer.flatMap(({ kind, path }) =>
      path === undefined ? [] : kind === 'swap' ? [path, getOldFirstFramePath(path)] : [path],
    ),
  };
}

function listPaths(folder: string, { people, models, paths }: Required<Removal>): string[] {
  return [
    ...people.map((name) => getPersonFolder(folder, name)),
    ...models.map((name) => getModelFolder(folder, name)),
    ...paths,
  ];
}

/** Asks before models go that were not chosen, because their person goes. */
async function confirmModels(nodes: readonly TreeNode[], { people, models }: Required<Removal>): Promise<void> {
  const unchosen = models.filter((name) => !nodes.some(({ kind, owner }) => kind === 'model' && owner === name));
  if (unchosen.length === 0) return;
  const remove = t('Delete');
  const names = people.join(', ');
  const question =
    unchosen.length === 1
      ? t('Delete {0}, with the model {1}?', names, unchosen[0]!)
      : t('Delete {0}, with the models {1}?', names, unchosen.join(', '));
  const detail = t('A model cannot be used without its people. All of it goes to the trash of the project.');
  if ((await showWarningMessage(question, { modal: true, detail }, remove)) !== remove) throw new CanceledError();
}

/** Returns the sentence that says what was removed and what stays; it gets the place in the trash. */
function describeResult(nodes: readonly TreeNode[]): (trash: string) => string {
  const [first] = nodes;
  if (nodes.length !== 1 || !first)
    return (trash) => t('{0} entries were moved to the trash of the project, {1}.', nodes.length, trash);
  const original = first.kind === 'source' && first.path !== undefined ? readLink(first.path) : undefined;
  if (original !== undefined)
    return () =>
      t(
        '{0} was removed from the project. The video itself stays in {1}, and the faces found in it stay in the project.',
        first.label,
        dirname(original),
      );
  if (first.kind === 'source')
    return (trash) =>
      t(
        '{0} was moved to the trash of the project, {1}. The faces found in it stay in the project.',
        first.label,
        trash,
      );
  return (trash) => t('{0} was moved to the trash of the project, {1}.', first.label, trash);
}

function readLink(path: string): string | undefined {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? resolve(dirname(path), readlinkSync(path)) : undefined;
}
