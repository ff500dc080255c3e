import { basename, dirname, join, parse } from 'node:path';
import { isVideoName } from '../../media/videoFormat';
import { buildProjectJobs } from '../../projects/requests';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { GivenOptions } from '../../stages/stage';
import { formatJobTitle } from '../../stages/stages';
import { runAndNotify } from '../jobs/runAndNotify';
import { pickOne, requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import { choosePagePath, showReadyPage } from './showReport';

/** Measures a converted video or folder against its source and the faces of both people, and shows the page. */
export const measureSwap: CommandHandler = async (services, node) => {
  const { swaps } = requireProject(services);
  if (swaps.length === 0) throw new UserError(t('There is no swapped video yet. Use "Convert".'));
  const items = swaps.map((path) => ({ label: basename(path), path }));
  const result = node?.path ?? (await pickOne(items, t('Measure which video?')))?.path;
  if (result === undefined) return;
  const job = await findJob(services, result);
  const page = await choosePagePath({ result });
  const title = formatJobTitle('evaluate', basename(result));
  await runAndNotify(
    services,
    { title, stage: 'evaluate', jobs: [{ ...job, page }] },
    () => t('{0} is measured.', basename(result)),
    () => showReadyPage(page, title),
  );
};

/** Finds how a result is measured: by the model, the source and the direction whose result has this path. */
async function findJob(services: Services, result: string): Promise<GivenOptions> {
  const { folder, models } = requireProject(services);
  for (const { name } of models)
    for (const given of [{}, { swapModel: true }]) {
      const jobs = await listOrNone(buildProjectJobs(folder, 'evaluate', name, given));
      const job = jobs.find((one) => one.result !== undefined && dropEnding(String(one.result)) === dropEnding(result));
      if (job) return { ...job, result };
    }
  throw new UserError(
    t(
      '{0} was made with a model or a video that the project does not have. Measure it with the command line: faceswap evaluate.',
      basename(result),
    ),
  );
}

/** A video and a folder of images may be results of one source. */
function dropEnding(result: string): string {
  return isVideoName(result) ? join(dirname(result), parse(result).name) : result;
}

/** A model may have no faces or sources any more: another one may still have made the result. */
async function listOrNone(listing: Promise<GivenOptions[]>): Promise<GivenOptions[]> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
