import { basename } from 'node:path';
import * as vscode from 'vscode';
import { projectRequests } from '../../jobs/projectRequests';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { contentOf, pickOne, pickPaths } from '../choices';
import { runAndTell } from '../finish';
import type { WorkEnd } from '../jobs/jobService';
import type { ProjectNode } from '../projectNode';
import type { Services, Step } from '../services';
import { pickTrained } from './train';

export const convert: Step = async (services, node) => {
  const chosen = await chooseVideos(services, node, 'convert');
  if (!chosen) return;
  const output = String(chosen.jobs.at(-1)?.output);
  const work = { title: t('Convert: {0}', chosen.model), stage: 'convert', jobs: chosen.jobs } as const;
  await runAndTell(services, work, () => t('{0} is ready.', basename(output)), {
    label: t('Open Swapped Video'),
    run: () => open(output),
  });
};

/** A few frames before and after, as one picture that opens when it is there. */
export const previewSwap: Step = async (services, node) => {
  const chosen = await chooseVideos(services, node, 'preview');
  if (!chosen) return;
  const work = { title: t('Preview of the Swap: {0}', chosen.model), stage: 'preview', jobs: chosen.jobs } as const;
  const said = ({ result }: WorkEnd) => t('{0} is ready.', basename(String(result.summary?.output)));
  await runAndTell(services, work, said, ({ result }) => void open(String(result.summary?.output)));
};

/** The jobs of one stage for those videos of A that the user picks; undefined when cancelled. */
async function chooseVideos(services: Services, node: ProjectNode | undefined, stage: 'convert' | 'preview') {
  const { folder, people } = contentOf(services);
  const model = await pickTrained(services, node, t('Convert with which model?'));
  if (!model) return undefined;
  const sources = people.find(({ name }) => name === model.a)?.sources ?? [];
  const chosen = await pickPaths(sources, t('Which videos of {0}?', model.a));
  const requests = await projectRequests(folder, stage, model.name, {});
  const jobs = requests.filter(({ input }) => chosen.includes(String(input)));
  return jobs.length === 0 ? undefined : { model: model.name, jobs };
}

export const openSwap: Step = async (services, node) => {
  const { swaps } = contentOf(services);
  if (swaps.length === 0) throw new UserError(t('There is no swapped video yet. Use "Convert".'));
  const items = swaps.map((path) => ({ label: basename(path), path }));
  const path = node?.path ?? (await pickOne(items, t('Open which video?')))?.path;
  if (path !== undefined) await open(path);
};

async function open(path: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}
