import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isVideoName } from '../../media/videoFormat';
import type { OptionValue } from '../../options/option';
import { buildProjectJobs } from '../../projects/requests';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { formatJobTitle } from '../../stages/stages';
import type { WorkEnd } from '../jobs/jobService';
import { runAndNotify } from '../jobs/runAndNotify';
import { pickOne, pickPaths, requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import { getSetting } from '../settings';
import type { TreeNode } from '../tree/treeNode';
import { revealPath } from './reveal';
import { askAboutInputs } from './swapInputs';
import { pickTrained } from './train';

export type SwapStage = 'convert' | 'preview';
type JobOptions = readonly Readonly<Record<string, OptionValue>>[];

export const convert: CommandHandler = (services, node) => swapWithDefaults(services, node, 'convert');

/** Makes a picture of a few frames before and after the swap, and opens it. */
export const previewSwap: CommandHandler = (services, node) => swapWithDefaults(services, node, 'preview');

/** Swaps A to B, with the mask type of the settings. */
async function swapWithDefaults(services: Services, node: TreeNode | undefined, stage: SwapStage): Promise<void> {
  const model = await pickTrained(services, node, t('Convert with which model?'));
  if (!model) return;
  const jobs = await buildProjectJobs(requireProject(services).folder, stage, model.name, {
    maskType: getSetting('convert.maskType'),
  });
  const chosen = await pickVideosToSwap(jobs, model.a);
  if (chosen) await runSwap(services, stage, model.name, chosen);
}

/** Asks which videos of `person` to swap, and returns their jobs; undefined when canceled. */
export async function pickVideosToSwap(jobs: JobOptions, person: string): Promise<JobOptions | undefined> {
  const inputs = jobs.map(({ input }) => String(input));
  const chosen = await pickPaths(inputs, t('Which videos of {0}?', person));
  return chosen.length === 0 ? undefined : jobs.filter(({ input }) => chosen.includes(String(input)));
}

export async function runSwap(services: Services, stage: SwapStage, model: string, chosen: JobOptions): Promise<void> {
  const jobs = await askAboutInputs(services, chosen);
  if (!jobs) return;
  const output = String(jobs.at(-1)?.output);
  const describeDone = (end: WorkEnd) =>
    t(
      '{0} is ready.',
      listOutputs(end)
        .map((path) => basename(path))
        .join(', '),
    );
  if (stage === 'convert')
    await runAndNotify(services, { title: formatJobTitle('convert', model), stage, jobs }, describeDone, (end) => ({
      label: isVideoName(output) ? t('Open Swapped Video') : t('Reveal in Explorer'),
      run: () => openResult(listOutputs(end).at(-1) ?? output),
    }));
  else
    await runAndNotify(services, { title: formatJobTitle('preview', model), stage, jobs }, describeDone, (end) => {
      for (const path of listOutputs(end).slice(-1)) void openResult(path);
    });
}

/** Returns the results of the jobs that are done. */
function listOutputs({ jobs }: WorkEnd): string[] {
  return jobs.flatMap(({ options, state, result }) =>
    state === 'done' ? String(result?.summary?.output ?? options.output) : [],
  );
}

export const openSwap: CommandHandler = async (services, node) => {
  const { swaps } = requireProject(services);
  if (swaps.length === 0) throw new UserError(t('There is no swapped video yet. Use "Convert".'));
  const items = swaps.map((path) => ({ label: basename(path), path }));
  const path = node?.path ?? (await pickOne(items, t('Open which video?')))?.path;
  if (path !== undefined) await openResult(path);
};

/** Opens a video or a picture in an editor; reveals a folder of pictures in the explorer. */
export async function openResult(path: string): Promise<void> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  if (isFolder) await revealPath(path);
  else await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}
