import { basename } from 'node:path';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { openReviewPanel } from '../../panels/review/host';
import { listAlignmentsFiles } from '../../projects/projectPaths';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { requireTrust } from '../project/workspaceProject';
import { pickPerson, requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';

/** Opens the review of a person's faces, at the cluster that the command was called on. */
export const reviewFaces: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('The faces of which person?')));
  if (name === undefined) return;
  const cluster = node?.kind === 'cluster' && node.path ? basename(node.path) : undefined;
  await openFaces(services, name, cluster);
};

const stateSchema = v.object({ person: v.string() });

/** Restores the review panel after the window was reloaded. */
export async function restoreReview(services: Services, view: vscode.WebviewPanel, state: unknown): Promise<void> {
  const { person } = v.parse(stateSchema, state);
  await services.project.refresh();
  await openFaces(services, person, undefined, view);
}

/** Opens the review of the faces of `name`. @throws UserError when there are none */
export async function openFaces(
  services: Services,
  name: string,
  cluster?: string,
  restored?: vscode.WebviewPanel,
): Promise<void> {
  requireTrust(); // a review completes what was interrupted, so it moves files as soon as it opens
  const { folder, people } = requireProject(services);
  const person = people.find((other) => other.name === name);
  if (!person || (person.facesets.length === 0 && !person.isUnfinished))
    throw new UserError(t('{0} has no faces yet. Extract them first.', name));
  await openReviewPanel(services, {
    person: name,
    faces: person.facesPath,
    alignments: await listAlignmentsFiles(folder, name),
    ...(cluster !== undefined && { cluster }),
    ...(restored && { restored }),
  });
}
