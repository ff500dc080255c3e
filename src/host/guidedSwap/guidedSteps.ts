import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { openMonitorOnTraining } from '../../panels/training/host';
import type { PersonContent } from '../../projects/content';
import { getAlignmentsFile } from '../../projects/projectPaths';
import { buildProjectJobs } from '../../projects/requests';
import { t } from '../../shared/l10n';
import { formatJobTitle } from '../../stages/stages';
import { findExpectedPace } from '../../training/run/expectedPace';
import { openResult } from '../commands/convert';
import { openFaces } from '../commands/reviewFaces';
import type { Work, WorkEnd } from '../jobs/jobService';
import { showInformationMessage } from '../prompts/messages';
import { requireProject } from '../prompts/projectPrompts';
import { findTrainingMachine } from '../prompts/trainingMachine';
import { askTrainingBudget } from '../prompts/trainingPrompts';
import { askChoice, dropBack, onlyQuestion } from '../prompts/wizard';
import type { Services } from '../services';
import { getSetting } from '../settings';
import { countFaces, formatFaceCount, formatPercent } from '../tree/treeNode';
import type { GuidedSwap } from './guidedSwap';

/** A step of a guided swap: either a job or a question. */
export interface GuidedStep {
  readonly name: string;
  /** Returns whether nothing is left to do, because an earlier swap did it. */
  isDone?(services: Services, swap: GuidedSwap): boolean;
  /** Returns the work of a step that runs a job. */
  createWork?(swap: GuidedSwap): Promise<Work>;
  /** Whether the job may also be ended by the user: what it has made until then is enough to go on. */
  readonly canEndEarly?: true;
  /** Called when the job is in the queue. */
  showStart?(services: Services, swap: GuidedSwap): unknown;
  /** Returns why the swap cannot go on although the job is done; undefined where it can. */
  findFault?(services: Services, swap: GuidedSwap): string | undefined;
  /** Called when the job is done. */
  showResult?(services: Services, end: WorkEnd): unknown;
  /** Asks the user; returns the swap with the answer, or undefined when canceled. */
  ask?(services: Services, swap: GuidedSwap): Promise<GuidedSwap | undefined>;
}

type Side = 'A' | 'B';

const getPersonName = (swap: GuidedSwap, side: Side) => (side === 'A' ? swap.a : swap.b);
const getVideo = (swap: GuidedSwap, side: Side) => (side === 'A' ? swap.videoA : swap.videoB);
const getFaces = (swap: GuidedSwap, side: Side) => (side === 'A' ? swap.facesA : swap.facesB);

function findPerson(services: Services, name: string): PersonContent | undefined {
  return requireProject(services).people.find((person) => person.name === name);
}

function createExtractStep(side: Side): GuidedStep {
  return {
    name: `extract${side}`,
    isDone: (_, swap) => existsSync(getAlignmentsFile(swap.folder, getPersonName(swap, side), getVideo(swap, side))),
    createWork: (swap) => createWork(swap, 'extract', getPersonName(swap, side), { input: getVideo(swap, side) }),
    findFault: (services, swap) =>
      findPerson(services, getPersonName(swap, side))?.facesets.length === 0
        ? t('No face was found in {0}. Swap another video.', basename(getVideo(swap, side)))
        : undefined,
  };
}

const noPerson: PersonContent = { name: '', sources: [], facesPath: '', facesets: [] };

function createGroupStep(side: Side): GuidedStep {
  return {
    name: `group${side}`,
    isDone: (services, swap) => {
      const person = findPerson(services, getPersonName(swap, side));
      return person?.facesets.some(({ path }) => path !== person.facesPath) ?? false;
    },
    createWork: (swap) => createWork(swap, 'sort', getPersonName(swap, side), {}),
  };
}

/** Lets the user choose among the clusters of a person where there are several; the largest one comes first. */
function createChooseStep(side: Side): GuidedStep {
  const add = (swap: GuidedSwap, path: string): GuidedSwap => ({ ...swap, [`faces${side}`]: path });
  return {
    name: `choose${side}`,
    isDone: (_, swap) => getFaces(swap, side) !== undefined,
    async ask(services, swap) {
      const name = getPersonName(swap, side);
      const [largest, ...others] = findPerson(services, name)?.facesets ?? [];
      if (!largest) return undefined;
      if (others.length === 0) return add(swap, largest.path);
      await openFaces(services, name, basename(largest.path));
      const path = await askWhichCluster(services, name);
      return path === undefined ? undefined : add(swap, path);
    },
  };
}

async function askWhichCluster(services: Services, name: string): Promise<string | undefined> {
  const person = findPerson(services, name) ?? noPerson;
  const all = countFaces(person);
  const items = person.facesets.map(({ path, faces, picture }, index) => ({
    label: basename(path),
    description: `${formatFaceCount(faces)} · ${formatPercent(faces / all)}`,
    ...(index === 0 && { detail: t('The face that is seen most often') }),
    iconPath: vscode.Uri.file(picture),
    buttons: [
      {
        iconPath: new vscode.ThemeIcon('eye'),
        tooltip: t('Show these faces'),
        run: () => openFaces(services, name, basename(path)),
      },
    ],
    path,
  }));
  const placeholder = t('Which faces belong to {0}?', name);
  return dropBack(await askChoice(onlyQuestion(t('Swap Two Videos')), { items, placeholder }))?.path;
}

const noModel = { trainer: '', path: '', iterations: 0 };

const trainStep: GuidedStep = {
  name: 'train',
  canEndEarly: true,
  createWork: (swap) =>
    createWork(swap, 'train', swap.model, {
      ...(swap.facesA !== undefined && { inputA: swap.facesA }),
      ...(swap.facesB !== undefined && { inputB: swap.facesB }),
      ...swap.budget,
    }),
  showStart: (services, { model }) => openMonitorOnTraining(services, model),
};

const previewStep: GuidedStep = {
  name: 'preview',
  createWork: (swap) => createSwapWork(swap, 'preview'),
  showResult: (_, { result }) => openResult(String(result.summary?.output)),
};

/** Asks whether the preview is good enough, after which the video is converted; else the training goes on. */
const approveStep: GuidedStep = {
  name: 'approve',
  async ask(services, swap) {
    const [convert, trainOn] = [t('Convert'), t('Train On')];
    const question = t('The preview shows a few frames before and after the swap. Does it look good?');
    const answer = await showInformationMessage(question, convert, trainOn);
    if (answer === convert) return swap;
    if (answer !== trainOn) return undefined;
    const { trainer, path, iterations } =
      requireProject(services).models.find(({ name }) => name === swap.model) ?? noModel;
    const pace = await findExpectedPace(trainer, await findTrainingMachine(services), path);
    const budget = dropBack(await askTrainingBudget(onlyQuestion(t('Train On')), { iterations, pace }));
    return budget && { ...swap, budget: { ...budget }, step: trainStep.name };
  },
};

const convertStep: GuidedStep = {
  name: 'convert',
  createWork: (swap) => createSwapWork(swap, 'convert'),
  showResult: (_, { job, result }) => openResult(String(result.summary?.output ?? job.options.output)),
};

/** All steps in their order. */
export const guidedSteps: readonly GuidedStep[] = [
  createExtractStep('A'),
  createExtractStep('B'),
  createGroupStep('A'),
  createGroupStep('B'),
  createChooseStep('A'),
  createChooseStep('B'),
  trainStep,
  previewStep,
  approveStep,
  convertStep,
];

async function createSwapWork(swap: GuidedSwap, stage: 'convert' | 'preview'): Promise<Work> {
  return await createWork(swap, stage, swap.model, {
    input: swap.videoA,
    maskType: getSetting('convert.maskType'),
  });
}

async function createWork(
  { folder }: GuidedSwap,
  stage: Work['stage'],
  name: string,
  given: Readonly<Record<string, string | number>>,
): Promise<Work> {
  return { title: formatJobTitle(stage, name), stage, jobs: await buildProjectJobs(folder, stage, name, given) };
}
