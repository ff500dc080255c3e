import * as vscode from 'vscode';
import type { JobView } from '../../jobs/watch/jobView';
import { openLogOf } from '../jobs/endNotice';
import { showMonitor } from '../panels/showMonitor';
import type { Services, Step } from '../services';

/** What there is to see of a job: the monitor of a training, the video or the picture that was made, else the log. */
export const openJob: Step = async (services, node) => {
  const job = services.jobs.jobs.find(({ id }) => id === node?.owner);
  if (!job) return;
  const model = modelOf(services, job);
  const path = resultOf(job);
  if (model) await showMonitor(services, model);
  else if (path !== undefined) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
  else await openLogOf(job.folder);
};

function modelOf({ project }: Services, { stage, options }: JobView) {
  if (stage !== 'train') return undefined;
  return project.content?.models.find(({ path }) => path === options.modelDir);
}

function resultOf({ stage, state, result }: JobView): string | undefined {
  const isPicture = stage === 'convert' || stage === 'timelapse' || stage === 'preview';
  const output = result?.summary?.output;
  return isPicture && state === 'done' && typeof output === 'string' ? output : undefined;
}
