import { extname, sep } from 'node:path';
import { isVideoName } from '../../media/videoFormat';
import { chooseFreeResult } from '../../projects/freeResult';
import { getStem } from '../../projects/projectPaths';
import { buildDfmJobs, buildProjectJobs } from '../../projects/requests';
import { askConversion, type Conversion } from '../prompts/conversionQuestions';
import { requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import { runSwap } from './convert';

/** Asks for the model, the direction, the mask type, the kind of output and the videos, and starts the jobs. */
export const convertWithOptions: CommandHandler = async (services, node, [file] = []) => {
  const isDfm = node === undefined && file !== undefined && extname(file).toLowerCase() === '.dfm';
  const asked = await askConversion(services, {
    ...(isDfm && { dfm: file }),
    ...(node?.kind === 'model' && { model: node.owner }),
  });
  if (!asked) return;
  const all = await buildJobs(services, asked);
  const chosen = all.filter(({ input }) => asked.videos.includes(String(input)));
  const jobs = asked.result.asImages
    ? chosen.map((job) => ({ ...job, output: chooseFreeResult(removeVideoExtension(String(job.output)) + sep) }))
    : chosen;
  await runSwap(services, asked.result.stage, asked.model ?? getStem(asked.dfm!), jobs);
};

/** Returns the jobs for all videos of the person whose face is replaced. */
async function buildJobs(
  services: Services,
  { dfm, model, person, isReversed, consentB, maskType, result }: Conversion,
): ReturnType<typeof buildProjectJobs> {
  const { folder } = requireProject(services);
  if (dfm !== undefined)
    return await buildDfmJobs(folder, result.stage, dfm, person, { maskType, ...(consentB !== '' && { consentB }) });
  return await buildProjectJobs(folder, result.stage, model!, { maskType, ...(isReversed && { swapModel: true }) });
}

function removeVideoExtension(output: string): string {
  return isVideoName(output) ? output.slice(0, -extname(output).length) : output;
}
