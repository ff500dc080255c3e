import type { FaceObserver } from '../../evaluation/faceObserver';
import type { FacePair } from '../../evaluation/facePair';
import { averageOver } from '../../evaluation/faceRegions';
import { computeCosine } from '../../evaluation/measures/identity';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { EvaluateOptions } from './evaluateOptions';
import type { EvaluatedPerson } from './people';

/** The film around the face differs by less in a result of the source, however it was compressed; in lightness (CIELAB). */
const mostDifferent = 9;

/** @throws UserError when the result shows another film than the source */
export function assertSamePictures(pairs: readonly FacePair[], { input, result }: EvaluateOptions): void {
  if (result === undefined) return;
  for (const { sourcePicture, resultPicture, regions } of pairs) {
    const [before, after] = [sourcePicture.lab.planes[0], resultPicture.lab.planes[0]];
    const difference = averageOver(regions.around, (pixel) => Math.abs(before[pixel]! - after[pixel]!));
    if ((difference ?? 0) > mostDifferent)
      throw new UserError(
        t(
          '{0} is no result of {1}: around the faces it shows something else. Choose the source of this result.',
          result,
          input,
        ),
      );
  }
}

/** Below this cosine a face is not the person of a faceset. */
const leastLikeness = 0.3;

/** Warns where the source shows another person than the faces of A, as far as its first frame tells. */
export async function warnOfStrangers(
  observer: FaceObserver,
  pairs: readonly FacePair[],
  { a, b }: Readonly<Record<'a' | 'b', EvaluatedPerson>>,
  { input, facesA, facesB }: EvaluateOptions,
  job: JobContext,
): Promise<void> {
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  if (computeCosine(a.identity, b.identity) > 1 - leastLikeness)
    warn(t('{0} and {1} show nearly the same person, so who is shown cannot be told.', facesA, facesB));
  const likeness = await Promise.all(
    pairs.map(async (pair) => computeCosine(await observer.identifySource(pair), a.identity)),
  );
  if (likeness.length > 0 && Math.max(...likeness) < leastLikeness)
    warn(t('{0} does not show the person of {1}. Check which faces belong to A.', input, facesA));
}
