import type { ConvertSettings } from '../../conversion/convertSettings';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import type { SourceFaces } from '../../conversion/sourceFaces';
import type { FaceObserver } from '../../evaluation/faceObserver';
import type { FacePair } from '../../evaluation/facePair';
import { type FaceValues, measureFacePair } from '../../evaluation/swapFigures';
import type { Frame } from '../../media/frames';
import { type Ceiling, openCeiling, wholeSize } from './ceiling';
import type { EvaluateOptions } from './evaluateOptions';
import type { EvaluatedPerson } from './people';

/** What the ceilings of an evaluation are drawn and measured with. */
export interface CeilingContext {
  readonly faces: SourceFaces;
  readonly swapper: FaceSwapper | undefined;
  readonly settings: ConvertSettings;
  readonly observer: FaceObserver;
  readonly people: Readonly<Record<'a' | 'b', EvaluatedPerson>>;
}

/** The square of a model that is not known. */
const usualFraming = { centering: 'face', coverage: 0.875, verticalOffset: 0 } as const;

/** Opens the ceiling of whole faces, and that of the model's output size where it is known. */
export function openCeilings(
  { people, swapper, settings }: CeilingContext,
  { ceilingFrames = 40, maskType = 'auto' }: EvaluateOptions,
): Ceiling[] {
  if (ceilingFrames === 0) return [];
  const wanted = maskType === 'auto' ? swapper?.maskType : maskType;
  const mask = wanted === undefined || wanted === 'predicted' ? 'extended' : wanted;
  const sizes = [wholeSize, ...(swapper ? [swapper.outputSize] : [])];
  return sizes.map((size) =>
    openCeiling(people.b.faces, { size, framing: swapper ?? usualFraming, mask, settings: settings.composite }),
  );
}

/** Returns for each ceiling the values of each face of the frame. */
export async function measureCeilings(
  ceilings: readonly Ceiling[],
  { observer, people, faces }: CeilingContext,
  source: Frame,
  pairs: readonly FacePair[],
): Promise<FaceValues[][]> {
  const context = { identities: { a: people.a.identity, b: people.b.identity }, before: [] };
  const best: FaceValues[][] = [];
  for (const ceiling of ceilings) {
    const values: FaceValues[] = [];
    for (const [i, landmarks] of faces.getFaces(source.name).entries()) {
      const drawn = await ceiling.draw(source, landmarks);
      if (drawn) values.push(measureFacePair(await observer.observeOther(pairs[i]!, drawn), context));
    }
    best.push(values);
  }
  return best;
}
