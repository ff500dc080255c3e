import * as vscode from 'vscode';
import { addFaceset, findFacesets, moveCluster as moveInProject } from '../../projects/facesets';
import {
  addSource,
  addPerson as addToProject,
  removeSource as removeFromProject,
  setConsent,
} from '../../projects/people';
import { assertNewName, maxConsentLength, type Person } from '../../projects/project';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { requireTrust } from '../project/workspaceProject';
import { pickOne, pickPerson, requireProject } from '../prompts/projectPrompts';
import { pickOrBrowseVideos, pickOrBrowseVideosOrNone } from '../prompts/videoPrompts';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';

/** A person to add, with videos. */
interface NewPerson {
  readonly person: Person;
  /** The paths of videos and image folders. */
  readonly videos: readonly string[];
}

export const addPerson: CommandHandler = async (services) => {
  const { folder, people } = requireProject(services);
  const newPerson = await askForNewPerson(people);
  if (newPerson) await addNewPerson(services, folder, newPerson);
};

/** Asks for a person and videos, before anything is written; undefined when canceled. */
export async function askForNewPerson(people: readonly Person[]): Promise<NewPerson | undefined> {
  const person = await askNameAndConsent(people, 3);
  if (!person) return undefined;
  const videos = await pickOrBrowseVideosOrNone(
    `${t('Add Person')} (3/3)`,
    t('Videos or image folders of {0} (optional)', person.name),
  );
  return videos && { person, videos };
}

export async function addNewPerson(services: Services, folder: string, { person, videos }: NewPerson): Promise<void> {
  await addToProject(folder, person);
  await services.project.refresh();
  await addPaths(services, person.name, videos);
}

/** Asks for a name and a consent note, the first two of `steps` questions; undefined when canceled. */
async function askNameAndConsent(people: readonly Person[], steps: number): Promise<Person | undefined> {
  const name = await vscode.window.showInputBox({
    title: `${t('Add Person')} (1/${steps})`,
    prompt: t('Name of the person (also the folder name)'),
    validateInput: (value) => checkForError(() => assertNewName(value, people)),
    ignoreFocusOut: true,
  });
  if (name === undefined) return undefined;
  const consent = await askConsent(name, `${t('Add Person')} (2/${steps})`);
  return consent === undefined ? undefined : { name, ...(consent !== '' && { consent }) };
}

/** Asks for a consent note, which may be empty; undefined when canceled. */
export async function askConsent(name: string, title: string, value = ''): Promise<string | undefined> {
  const note = await vscode.window.showInputBox({
    title,
    value,
    prompt: t(
      'On what basis may the face of {0} be used? The note is kept in the project and written to the metadata of results.',
      name,
    ),
    placeHolder: t('For example: agreed in writing on May 3 (optional)'),
    validateInput: (text) =>
      text.length > maxConsentLength ? t('At most {0} characters.', maxConsentLength) : undefined,
    ignoreFocusOut: true,
  });
  return note?.trim();
}

export const editConsent: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('Edit the consent note of which person?')));
  if (name === undefined) return;
  const { folder, people } = requireProject(services);
  const before = people.find((person) => person.name === name)?.consent;
  const note = await askConsent(name, t('Consent Note'), before);
  if (note === undefined) return;
  await setConsent(folder, name, note);
  await services.project.refresh();
};

export const addVideos: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('Add videos of which person?')));
  if (name === undefined) return;
  const videos = await pickOrBrowseVideos(t('Add Videos'), t('Videos or image folders of {0}', name));
  if (videos) await addPaths(services, name, videos);
};

/** Adds videos, image folders and folders of faces that were dropped on a person or picked in the explorer. */
export const addToPerson: CommandHandler = async (services, node, paths = []) => {
  if (paths.length === 0) return await addVideos(services, node);
  requireTrust();
  const name = getPersonOfNode(node) ?? (await pickOrAddPerson(services, t('Add to which person?')));
  if (name === undefined) return;
  await addPaths(services, name, paths);
};

/** Returns the name of the person that an entry of the tree belongs to. */
export function getPersonOfNode(node: TreeNode | undefined): string | undefined {
  const ofPerson = node !== undefined && /^people\/[^/]+/.test(node.id);
  return ofPerson ? node.owner : undefined;
}

async function pickOrAddPerson(services: Services, question: string): Promise<string | undefined> {
  const { folder, people } = requireProject(services);
  const fresh = { label: t('New person…') };
  const picked = await pickOne([...people.map(({ name }) => ({ label: name })), fresh], question);
  if (picked !== fresh) return picked?.label;
  const person = await askNameAndConsent(people, 2);
  if (person) await addToProject(folder, person);
  return person?.name;
}

async function addPaths(services: Services, name: string, paths: readonly string[]): Promise<void> {
  const { folder } = requireProject(services);
  const location = { viewId: 'faceswap.project' };
  try {
    await vscode.window.withProgress({ location }, async () => {
      for (const path of paths) {
        const facesets = await findFacesets(path);
        for (const faceset of facesets) await addFaceset(folder, name, faceset);
        if (facesets.length === 0) await addSource(folder, name, path);
      }
    });
  } finally {
    await services.project.refresh();
  }
}

/** Removes videos from the project without asking: links are deleted, files go to the trash of their folder. */
export const removeSource: CommandHandler = async (services, node, paths = []) => {
  if (node?.kind !== 'source' || node.path === undefined || node.owner === undefined) return;
  const { folder } = requireProject(services);
  try {
    for (const path of paths.length > 0 ? paths : [node.path]) await removeFromProject(folder, node.owner, path);
  } finally {
    await services.project.refresh();
  }
};

function checkForError(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return getErrorMessage(error);
  }
}

/** Moves clusters to another person: the one that they were dropped on, or one that the user picks. */
export const moveCluster: CommandHandler = async (services, node, paths = []) => {
  const clusters = paths.length > 0 || node?.path === undefined ? paths : [node.path];
  if (clusters.length === 0) return;
  requireTrust();
  const droppedOn = node?.path === undefined || !clusters.includes(node.path) ? getPersonOfNode(node) : undefined;
  const name = droppedOn ?? (await pickPerson(services, t('Move the faces to which person?'), node?.owner));
  if (name === undefined) return;
  try {
    for (const cluster of clusters) await moveInProject(requireProject(services).folder, cluster, name);
  } finally {
    await services.project.refresh();
  }
};
