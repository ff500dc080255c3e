import { basename, extname, join } from 'node:path';
import { buildProjectJobs } from '../../projects/requests';
import type { JsonValue } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { formatJobTitle } from '../../stages/stages';
import type { WorkEnd } from '../jobs/jobService';
import { runAndNotify } from '../jobs/runAndNotify';
import { pickOne, pickPerson, requireProject } from '../prompts/projectPrompts';
import { pickOrBrowseVideos } from '../prompts/videoPrompts';
import type { CommandHandler, Services } from '../services';
import { askToExtractAgain, askToGroupAgain } from './repeatedWork';
import { openFaces } from './reviewFaces';

/** Returns the sum of a number in the summaries of all jobs that are done. */
function sumCounts({ jobs }: WorkEnd, key: string): number {
  const counts = jobs.map(({ result }): JsonValue | undefined => result?.summary?.[key]);
  return counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
}

export const extractFrames: CommandHandler = async (services, node, paths = []) => {
  const { folder } = requireProject(services);
  const videos = paths.length > 0 ? paths : node?.path !== undefined ? [node.path] : await pickVideos(services);
  const jobs = videos.map((input) => ({ input, output: join(folder, 'frames', basename(input, extname(input))) }));
  if (jobs.length === 0) return;
  const work = { title: formatJobTitle('frames'), stage: 'frames', jobs } as const;
  await runAndNotify(services, work, (end) =>
    t(
      'Extracted {0} frames to {1}.',
      sumCounts(end, 'frames'),
      jobs.length > 1 ? join(folder, 'frames') : jobs[0]!.output,
    ),
  );
};

async function pickVideos(services: Services): Promise<string[]> {
  const { people } = requireProject(services);
  const sources = people.flatMap((person) =>
    person.sources.map((path) => ({ label: basename(path), description: person.name, path })),
  );
  const elsewhere = { label: t('Browse…'), description: '', path: '' };
  const picked = (await pickOne([...sources, elsewhere], t('Extract frames from which video?')))?.path;
  if (picked === undefined) return [];
  return picked === ''
    ? ((await pickOrBrowseVideos(t('Extract Frames'), t('Extract frames from which video?'))) ?? [])
    : [picked];
}

export const extractFaces: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('The faces of which person?')));
  if (name === undefined) return;
  const only: Record<string, string> = node?.kind === 'source' && node.path ? { input: node.path } : {};
  const { folder, people } = requireProject(services);
  const all = await buildProjectJobs(folder, 'extract', name, only);
  const person = people.find((other) => other.name === name);
  const jobs = await askToExtractAgain(person, all);
  if (!jobs) return;
  const work = { title: formatJobTitle('extract', name), stage: 'extract', jobs } as const;
  const sort = { label: t('Group by Person'), run: () => sortFaces(services, name) };
  await runAndNotify(services, work, (end) => t('Found {0} faces of {1}.', sumCounts(end, 'faces'), name), sort);
};

export const sortByFace: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('The faces of which person?')));
  if (name === undefined) return;
  const person = requireProject(services).people.find((other) => other.name === name);
  if (!person || (await askToGroupAgain(person))) await sortFaces(services, name);
};

async function sortFaces(services: Services, name: string): Promise<void> {
  const jobs = await buildProjectJobs(requireProject(services).folder, 'sort', name, {});
  const work = { title: t('Group by Person: {0}', name), stage: 'sort', jobs } as const;
  const review = { label: t('Review Faces'), run: () => openFaces(services, name) };
  const sentence = () =>
    t('The faces of {0} are grouped by person. Review them and remove faces of other people.', name);
  await runAndNotify(services, work, sentence, review);
}

export const cleanUp: CommandHandler = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('Clean up the alignments of which person?')));
  if (name === undefined) return;
  const jobs = await buildProjectJobs(requireProject(services).folder, 'clean-up', name, {});
  const work = { title: formatJobTitle('clean-up', name), stage: 'clean-up', jobs } as const;
  await runAndNotify(services, work, () => t('The alignments of {0} now contain only the remaining faces.', name));
};
