import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { OptionValue } from '../../options/option';
import { t } from '../../shared/l10n';
import type { InputProblems } from '../../stages/convert/inputProblems';
import { formatJobTitle } from '../../stages/stages';
import { runAndNotify } from '../jobs/runAndNotify';
import type { Services } from '../services';
import { buildJobEnvironment } from '../settings';

type JobOptions = Readonly<Record<string, OptionValue>>;

/**
 * Compares the alignments of each swap with its video before anything runs: asks about those of another film, and tells of
 * frames that were never looked at. Returns the jobs to start; undefined when the user would rather extract again.
 */
export async function askAboutInputs(
  services: Services,
  jobs: readonly JobOptions[],
): Promise<readonly JobOptions[] | undefined> {
  const location = vscode.ProgressLocation.Window;
  const title = t('Comparing videos with their faces');
  const problems = await vscode.window.withProgress({ location, title }, () => Promise.all(jobs.map(findProblems)));
  const accepted: JobOptions[] = [];
  for (const [i, job] of jobs.entries()) {
    const { mismatch, unseen } = problems[i]!;
    if (mismatch !== undefined && !(await askToAccept(mismatch))) return undefined;
    if (unseen) void offerRest(services, unseen);
    accepted.push(mismatch === undefined ? job : { ...job, acceptMismatch: true });
  }
  return accepted;
}

/** Finds nothing where a file cannot be read: the job then says so itself. */
async function findProblems({ input, alignments }: JobOptions): Promise<InputProblems> {
  const [{ findInputProblems }, { useFfmpegAt }] = await Promise.all([
    import('../../stages/convert/inputProblems'),
    import('../../media/ffmpeg'),
  ]);
  useFfmpegAt(buildJobEnvironment().FACESWAP_FFMPEG);
  return await findInputProblems(String(input), String(alignments)).catch(() => ({}));
}

async function askToAccept(sentence: string): Promise<boolean> {
  const accept = t('Convert Anyway');
  const detail = t('Extract the faces of this video again, or convert with points that are scaled to its size.');
  return (await vscode.window.showWarningMessage(sentence, { modal: true, detail }, accept)) === accept;
}

/** Offers to look at the frames that an extraction has left out, while the swap begins. */
async function offerRest(services: Services, { sentence, rest }: NonNullable<InputProblems['unseen']>): Promise<void> {
  const look = t('Extract the Rest');
  const chosen = await vscode.window.showWarningMessage(sentence, ...(rest ? [look] : []));
  if (!rest || chosen !== look) return;
  const work = {
    title: formatJobTitle('extract', basename(String(rest.input))),
    stage: 'extract',
    jobs: [rest],
  } as const;
  await runAndNotify(services, work, () =>
    t('All frames of {0} were looked at. Convert it again.', basename(String(rest.input))),
  );
}
