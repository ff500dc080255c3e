import { basename } from 'node:path';
import * as vscode from 'vscode';
import { projectRequests } from '../../jobs/projectRequests';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { contentOf, pickOne, pickPaths } from '../choices';
import { runAndTell } from '../finish';
import type { Step } from '../services';
import { pickTrained } from './train';

export const convert: Step = async (services, node) => {
  const { folder, people } = contentOf(services);
  const model = await pickTrained(services, node, t('Convert with which model?'));
  if (!model) return;
  const sources = people.find(({ name }) => name === model.a)?.sources ?? [];
  const chosen = await pickPaths(sources, t('Which videos of {0}?', model.a));
  const requests = await projectRequests(folder, 'convert', model.name, {});
  const jobs = requests.filter(({ input }) => chosen.includes(String(input)));
  if (jobs.length === 0) return;
  const output = String(jobs.at(-1)?.output);
  const work = { title: t('Convert: {0}', model.name), stage: 'convert', jobs } as const;
  await runAndTell(services, work, () => t('{0} is ready.', basename(output)), {
    label: t('Open Swapped Video'),
    run: () => open(output),
  });
};

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
