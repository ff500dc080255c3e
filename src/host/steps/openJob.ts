import * as vscode from 'vscode';
import type { JobView } from '../../jobs/watch/jobView';
import { openLogOf } from '../jobs/endNotice';
import type { Services, Step } from '../services';

/** What there is to see of a job: of a training its preview, of a video that was made the video, else the log. */
export const openJob: Step = async (services, node) => {
  const job = services.jobs.jobs.find(({ id }) => id === node?.owner);
  if (!job) return;
  const path = pictureOf(services, job);
  if (path === undefined) await openLogOf(job.folder);
  else await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
};

function pictureOf({ project }: Services, { stage, state, options, result }: JobView): string | undefined {
  if (stage === 'train') return project.content?.models.find(({ path }) => path === options.modelDir)?.preview;
  const output = result?.summary?.output;
  const isVideo = stage === 'convert' || stage === 'timelapse';
  return isVideo && state === 'done' && typeof output === 'string' ? output : undefined;
}
