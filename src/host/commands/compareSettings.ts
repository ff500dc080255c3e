import { join } from 'node:path';
import * as vscode from 'vscode';
import { findFreePath } from '../../files/freePath';
import { parseDuration } from '../../options/duration';
import { buildProjectJobs } from '../../projects/requests';
import { getErrorMessage } from '../../shared/errors';
import { formatDuration, formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { parseGrid } from '../../stages/experiment/changes';
import type { GivenOptions } from '../../stages/stage';
import { formatJobTitle } from '../../stages/stages';
import type { WorkEnd } from '../jobs/jobService';
import { runAndNotify } from '../jobs/runAndNotify';
import { requireProject } from '../prompts/projectPrompts';
import { askText, mapAnswer, runWizard, type WizardStep } from '../prompts/wizard';
import { showPage } from '../reports/pageView';
import type { CommandHandler, Services } from '../services';
import { pickTrained } from './train';

interface Comparison {
  readonly grid: string;
  readonly time: string;
}

/** How many seeds each setting is trained from, as the command line does. */
const seeds = 2;
/** A longer experiment is started only after a question. */
const longExperiment = { runs: 24, seconds: 12 * 3600 };

/** Trains a model's faces with several settings for the same time, and shows which one is better. */
export const compareSettings: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Compare settings of which model?'));
  const title = model && formatJobTitle('experiment', model.name);
  const asked = title && (await runWizard(title, [askGrid, askTime], { grid: '', time: '10m' }));
  if (!model || !asked) return;
  const accepted = await acceptLength(asked);
  if (!accepted) return;
  const { folder } = requireProject(services);
  const output = findFreePath(join(folder, 'experiments', model.name));
  const given = { grid: asked.grid, for: asked.time, seeds, output, ...accepted };
  const jobs = await buildProjectJobs(folder, 'experiment', model.name, given);
  await runExperiment(services, model.name, jobs);
};

async function runExperiment(services: Services, name: string, jobs: readonly GivenOptions[]): Promise<void> {
  const title = formatJobTitle('experiment', name);
  await runAndNotify(
    services,
    { title, stage: 'experiment', jobs },
    ({ result }) => t('The comparison for {0} is ready. Best: {1}.', name, String(result.summary?.best ?? t('none'))),
    (end) => {
      const page = end.result.summary?.page;
      if (typeof page === 'string') void showPage(page, title);
      return listSteps(services, name, jobs, end);
    },
  );
}

/** Offers to write the best setting into the model's train.ini, and then to open that. */
function listSteps(services: Services, name: string, jobs: readonly GivenOptions[], { result }: WorkEnd) {
  const [job] = jobs;
  if (job?.config === undefined || typeof result.summary?.best !== 'string') return undefined;
  const { config } = job;
  if (job.apply !== undefined)
    return {
      label: t('Open {0}', 'train.ini'),
      run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(String(config))),
    };
  return { label: t('Use the Best'), run: () => runExperiment(services, name, [{ ...job, apply: 'best' }]) };
}

const askGrid: WizardStep<Comparison> = async (place, { grid }) =>
  mapAnswer(
    await askText(place, {
      prompt: t('Options of train.ini and their values: every combination is trained. Separate options by ";".'),
      placeholder: 'loss_function = ssim, mae; optimizer = adam, adabelief',
      value: grid,
      validate: findGridFault,
    }),
    (text) => ({ grid: text.trim() }),
  );

function findGridFault(text: string): string | undefined {
  try {
    return parseGrid(text).length < 2 ? t('Name at least two values.') : undefined;
  } catch (error) {
    return getErrorMessage(error);
  }
}

const askTime: WizardStep<Comparison> = async (place, { grid, time }) =>
  mapAnswer(
    await askText(place, {
      prompt: t('How long to train each of the {0} runs? For example 10m, 2h, 1h30m.', countRuns(grid)),
      value: time,
      validate: (text) =>
        parseDuration(text) === undefined
          ? t('Enter a time such as 10m, 2h or 1h30m: at least a second, at most a year.')
          : undefined,
    }),
    (text) => ({ time: text.trim() }),
  );

function countRuns(grid: string): number {
  return parseGrid(grid).length * seeds;
}

/** Asks whether a long experiment is meant; undefined where it is not. */
async function acceptLength({ grid, time }: Comparison): Promise<{ readonly acceptLong?: true } | undefined> {
  const runs = countRuns(grid);
  const seconds = runs * parseDuration(time)!;
  if (runs <= longExperiment.runs && seconds <= longExperiment.seconds) return {};
  const question = t('This experiment has {0} runs and takes {1}.', formatNumber(runs), formatDuration(seconds));
  const start = t('Start');
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, start);
  return answer === start ? { acceptLong: true } : undefined;
}
