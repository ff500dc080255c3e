import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ModelContent, ProjectContent } from '../../projects/content';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { escapeIcons } from '../../shared/plainText';
import type { Services } from '../services';
import { countFaces, formatFaceCount } from '../tree/treeNode';

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
    label: escapeIcons(person.name),
    name: person.name,
    description: formatFaceCount(countFaces(person)),
  }));
  return (await pickOne(items, placeHolder))?.name;
}

export async function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  placeHolder: string,
  title?: string,
): Promise<T | undefined> {
  return items.length === 1
    ? items[0]
    : await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true, ...(title && { title }) });
}

/** Asks in which direction a model swaps; undefined when canceled. */
export async function pickDirection({ a, b }: Pick<ModelContent, 'a' | 'b'>, title: string) {
  const ways = [
    {
      label: escapeIcons(`${a} → ${b}`),
      description: t('replace the faces of A with B'),
      swapModel: false,
      replaced: a,
    },
    {
      label: escapeIcons(`${b} → ${a}`),
      description: t('replace the faces of B with A'),
      swapModel: true,
      replaced: b,
    },
  ];
  return await pickOne(ways, t('Which direction?'), title);
}

/** Asks which of `paths` to take, with all checked at first; does not ask where there is only one. */
export async function pickPaths(paths: readonly string[], placeHolder: string): Promise<string[]> {
  if (paths.length <= 1) return [...paths];
  const items = paths.map((path) => ({ label: escapeIcons(basename(path)), path, picked: true }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder, canPickMany: true, ignoreFocusOut: true });
  return picked?.map(({ path }) => path) ?? [];
}
