import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ModelContent, ProjectContent } from '../../projects/content';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Services } from '../services';
import { countFaces, formatFaceCount } from '../tree/treeNode';
import { createPlainItems, pickPlain } from './plainItems';

/** Returns the content of the open project. @throws UserError when no project is open */
export function requireProject({ project }: Services): ProjectContent {
  if (project.content) return project.content;
  throw new UserError(project.error ?? t('No project is open. Use "New Project", or open a project folder.'));
}

/** Asks for a person and returns the name; does not ask where there is only one. Returns undefined when canceled. */
export async function pickPerson(
  services: Services,
  placeHolder: string,
  without?: string,
): Promise<string | undefined> {
  const people = requireProject(services).people.filter(({ name }) => name !== without);
  if (people.length === 0) throw new UserError(t('The project needs more people. Use "Add Person".'));
  const items = people.map((person) => ({
    label: person.name,
    description: formatFaceCount(countFaces(person)),
  }));
  return (await pickOne(items, placeHolder))?.label;
}

export async function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  placeHolder: string,
  title?: string,
): Promise<T | undefined> {
  return items.length === 1
    ? items[0]
    : await pickPlain(items, { placeHolder, ignoreFocusOut: true, ...(title && { title }) });
}

/** Returns the two directions in which a model swaps. */
export function listDirections({ a, b }: Pick<ModelContent, 'a' | 'b'>) {
  return [
    {
      label: `${a} → ${b}`,
      description: t('replace the faces of A with B'),
      swapModel: false,
      replaced: a,
    },
    {
      label: `${b} → ${a}`,
      description: t('replace the faces of B with A'),
      swapModel: true,
      replaced: b,
    },
  ];
}

/** Asks in which direction a model swaps; undefined when canceled. */
export async function pickDirection(model: Pick<ModelContent, 'a' | 'b'>, title: string) {
  return await pickOne(listDirections(model), t('Which direction?'), title);
}

/** Asks which of `paths` to take, with all checked at first; does not ask where there is only one. */
export async function pickPaths(paths: readonly string[], placeHolder: string): Promise<string[]> {
  if (paths.length <= 1) return [...paths];
  const items = paths.map((path) => ({ label: basename(path), path, picked: true }));
  const picked = await vscode.window.showQuickPick(createPlainItems(items), {
    placeHolder,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ path }) => path) ?? [];
}
