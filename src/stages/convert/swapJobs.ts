import { getConsents } from '../sharedOptions';
import type { GivenOptions, ModelInProject, SourceInProject } from '../stage';

/** A model of the project, or a model from elsewhere that swaps the faces of `a`. */
export type Swapper = Pick<ModelInProject, 'name' | 'path' | 'a'> & Partial<Pick<ModelInProject, 'b'>>;

/** Returns the options that swap the faces of each source of `a`, or those of `b` when `given` says `swapModel`. */
export async function listSwapJobs(
  model: Swapper,
  given: GivenOptions,
  getOutput: (source: SourceInProject, swapName: string) => string,
): Promise<GivenOptions[]> {
  const [person, swapName] = given.swapModel && model.b ? [model.b, `${model.name}-b-to-a`] : [model.a, model.name];
  const config = person.findIni('convert.ini');
  return (await person.listSources()).map((source) => ({
    input: source.path,
    alignments: source.alignments,
    output: getOutput(source, swapName),
    ...(config !== undefined && { config }),
    modelDir: model.path,
    ...getConsents(model),
  }));
}
