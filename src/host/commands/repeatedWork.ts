import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { OptionValue } from '../../options/option';
import type { PersonContent } from '../../projects/content';
import { t } from '../../shared/l10n';
import { showWarningMessage } from '../prompts/messages';
import { countFaces } from '../tree/treeNode';

type JobOptions = Readonly<Record<string, OptionValue>>;

/** Files that a question names. */
const maxNamed = 3;

/**
 * Asks what to do with the sources among `jobs` whose faces were extracted before, where there are any. Returns the jobs
 * that extract what the user wants; undefined when canceled.
 */
export async function askToExtractAgain(
  person: PersonContent | undefined,
  jobs: readonly JobOptions[],
): Promise<readonly JobOptions[] | undefined> {
  const isDone = ({ alignments }: JobOptions) => typeof alignments === 'string' && existsSync(alignments);
  const done = jobs.filter(isDone);
  if (done.length === 0 || !person || countFaces(person) === 0) return jobs;
  const rest = jobs.filter((job) => !isDone(job));
  const others = t('Only the Other Videos');
  const [again, frames] = [t('Replace the Faces'), t('Only New Frames')];
  const question = t('The faces of {0} were extracted before. Extract them again?', listNames(done));
  const detail = t(
    '"{0}" puts the earlier faces into the trash, also those that you reviewed. "{1}" keeps them, and looks at the frames that were left out.',
    again,
    frames,
  );
  const choices = [...(rest.length > 0 ? [others] : []), again, frames];
  const answer = await showWarningMessage(question, { modal: true, detail }, ...choices);
  if (answer === others) return rest;
  if (answer === again) return jobs;
  return answer === frames ? jobs.map((job) => (isDone(job) ? { ...job, skipExisting: true } : job)) : undefined;
}

function listNames(jobs: readonly JobOptions[]): string {
  const names = jobs.map(({ input }) => basename(String(input)));
  return [...names.slice(0, maxNamed), ...(names.length > maxNamed ? ['…'] : [])].join(', ');
}

/** Asks before faces are grouped that are in groups already; returns whether to go on. */
export async function askToGroupAgain({ name, facesPath, facesets }: PersonContent): Promise<boolean> {
  const groups = facesets.filter(({ path }) => path !== facesPath).length;
  if (groups === 0) return true;
  const again = t('Group Again');
  const question =
    groups === 1
      ? t('The faces of {0} are in a group already. Group them again?', name)
      : t('The faces of {0} are in {1} groups already. Group them again?', name, groups);
  const detail = t('All faces are put into new groups: how you named and merged the groups is lost. No face is.');
  return (await showWarningMessage(question, { modal: true, detail }, again)) === again;
}
