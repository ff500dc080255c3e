import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import type { StageName } from '../../stages/stageTable';
import { nodeFor } from '../projectNode';
import type { Services } from '../services';
import { type Action, tellEnd } from './endNotice';
import { logJobs } from './jobLog';
import type { JobView } from './jobService';
import { JobStatus } from './jobStatus';
import { JobTasks } from './jobTasks';
import type { WindowJobs } from './windowJobs';

/** What a window shows of its jobs wherever they were started: the status bar, the log, and word of each end. */
export function showJobs(services: Services, jobs: WindowJobs): vscode.Disposable {
  let asked = false;
  const askOnce = async () => {
    if (asked || !services.project.content) return;
    asked = true;
    await offerToContinue(jobs);
  };
  return vscode.Disposable.from(
    new JobStatus(jobs),
    vscode.tasks.registerTaskProvider('faceswap', new JobTasks(services)),
    logJobs(jobs, services.log),
    jobs.onEvent(({ event }) => {
      if (event.type === 'saved') void services.project.refresh();
    }),
    jobs.onDidEndUnawaited((job) => {
      const result = job.result ?? { type: 'result', outcome: 'failed', reason: 'crash' };
      void tellEnd(services, { job, result }, undefined, () => opening(job));
    }),
    services.project.onDidChange(() => void askOnce()),
  );
}

const withNothingToSee: ReadonlySet<StageName> = new Set(['sort', 'clean-up', 'model-restore', 'model-swap-sides']);

function opening({ id, stage }: JobView): Action | undefined {
  if (withNothingToSee.has(stage)) return undefined;
  return { label: t('Open'), run: () => vscode.commands.executeCommand('faceswap.openJob', nodeFor('job', id)) };
}

/** After a restart of the machine nobody sees to the jobs that were waiting. */
async function offerToContinue(jobs: WindowJobs): Promise<void> {
  const count = await jobs.stalled();
  if (count === 0) return;
  const go = t('Continue');
  const question = t('{0} jobs of this project were still waiting when the machine shut down.', count);
  if ((await vscode.window.showInformationMessage(question, go)) === go) await jobs.continueQueue();
}
