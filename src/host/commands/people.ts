import * as vscode from 'vscode';
import { addFaceset, findFacesets, moveCluster as moveInProject } from '../../projects/facesets';
import { addSource, addPerson as addToProject, setConsent } from '../../projects/people';
import { assertNewName, type Person } from '../../projects/project';
import { doEach } from '../../shared/doEach';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { requireTrust } from '../project/workspaceProject';
import { askConsent } from '../prompts/consentPrompt';
import { pickOne, pickPerson, requireProject } from '../prompts/projectPrompts';
import { askVideosOrNone, pickOrBrowseVideos } from '../prompts/videoPrompts';
import {
  askText,
  dropBack,
  mapAnswer,
  onlyQuestion,
  runWizard,
  type WizardPlace,
  type WizardStep,
} from '../prompts/wizard';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';

/** A person to add, with videos. */
interface NewPerson {
  readonly name: string;
  /** On what basis the person may be shown; may be empty. */
  readonly consent: string;
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
  const noAnswers: NewPerson = { name: '', consent: '', videos: [] };
  const askForVideos: WizardStep<NewPerson> = async (place, { name }) => {
    const answer = await askVideosOrNone(place, t('Videos or image folders of {0} (optional)', name));
    return mapAnswer(answer, (videos) => ({ videos }));
  };
  return await runWizard<NewPerson>(
    describeNextPerson(people),
    [createNameStep(people), askForConsent, askForVideos],
    noAnswers,
  );
}

/** Says whose face the next person of a project is: the first one is A, the second one is B. */
function describeNextPerson({ length }: readonly Person[]): string {
  if (length === 0) return t('Person A: whose face is replaced');
  return length === 1 ? t('Person B: whose face appears instead') : t('Add Person');
}

type NameAndConsent = Pick<NewPerson, 'name' | 'consent'>;

function createNameStep(people: readonly Person[]): WizardStep<NameAndConsent> {
  return async (place, { name }) => {
    const validate = (value: string) => checkForError(() => assertNewName(value, people));
    const prompt = t('Name of the person (also the folder name)');
    const answer = await askText(place, { prompt, value: name, validate });
    return mapAnswer(answer, (text) => ({ name: text }));
  };
}

async function askForConsent(place: WizardPlace, { name, consent }: NameAndConsent) {
  return mapAnswer(await askConsent(place, name, consent), (note) => ({ consent: note }));
}

export async function addNewPerson(services: Services, folder: string, newPerson: NewPerson): Promise<void> {
  await addToProject(folder, createPerson(newPerson));
  await services.project.refresh();
  await addPaths(services, newPerson.name, newPerson.videos);
}

function createPerson({ name, consent }: NameAndConsent): Person {
  return { name, ...(consent !== '' && { consent }) };
}

export const editConsent: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('Edit the consent note of which person?')));
  if (name === undefined) return;
  const { folder, people } = requireProject(services);
  const before = people.find((person) => person.name === name)?.consent;
  const note = dropBack(await askConsent(onlyQuestion(t('Consent Note')), name, before));
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
  const steps = [createNameStep(people), askForConsent];
  const answers = await runWizard(describeNextPerson(people), steps, { name: '', consent: '' });
  if (answers) await addToProject(folder, createPerson(answers));
  return answers?.name;
}

async function addPaths(services: Services, name: string, paths: readonly string[]): Promise<void> {
  const { folder } = requireProject(services);
  const location = { viewId: 'faceswap.project' };
  try {
    await vscode.window.withProgress({ location }, () =>
      doEach(paths, async (path) => {
        const facesets = await findFacesets(path);
        await doEach(facesets, (faceset) => addFaceset(folder, name, faceset));
        if (facesets.length === 0) await addSource(folder, name, path);
      }),
    );
  } finally {
    await services.project.refresh();
  }
}

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
    await doEach(clusters, (cluster) => moveInProject(requireProject(services).folder, cluster, name));
  } finally {
    await services.project.refresh();
  }
};
