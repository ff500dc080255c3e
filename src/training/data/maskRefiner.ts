import { createTensor, openSession, type Session } from '../../runtime/session';
import { OnnxBuilder, type OnnxValue } from '../../tensor/onnx/builder';
import type { MaskRefinement } from './cropGeometry';
import { computeGaussianWeights } from './resizeWeights';

/** Edge, in pixels, of the mask to which the blur kernel refers. */
const referenceSize = 128;

/** Dilates, thresholds and blurs masks (faceswap.md §5.1), in this order. It has a session for each mask size, usually one. */
export class MaskRefiner {
  readonly #sessions = new Map<number, Promise<Session>>();

  constructor(private readonly refinement: MaskRefinement) {}

  /** @param mask uint8 [size, size] @returns the refined mask, uint8 [size, size] */
  async refine(mask: Uint8Array, size: number): Promise<Uint8Array> {
    const session =
      this.#sessions.get(size) ?? openSession(buildRefinementModel(size, this.refinement), { threads: 1 });
    this.#sessions.set(size, session);
    const { refined } = await (await session).run({ mask: createTensor('uint8', mask, [1, 1, size, size]) });
    return refined!.data as Uint8Array;
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
  }
}

function buildRefinementModel(
  size: number,
  { dilationPercent, blurKernel, thresholdPercent }: MaskRefinement,
): Uint8Array {
  const b = new OnnxBuilder('refine');
  const original = b.node('Cast', [b.input('mask', 'uint8', [1, 1, size, size])], { to: { type: 'float32' } });
  const radius = (size * Math.abs(dilationPercent)) / 200;
  const grown = dilationPercent < 0 ? invert(b, dilate(b, invert(b, original), radius)) : dilate(b, original, radius);
  const snapped = snapToEnds(b, grown, (255 * thresholdPercent) / 100);
  const kernel = blurKernel === 0 ? 1 : Math.round((blurKernel * size) / referenceSize) | 1;
  const blurred = b.node('Round', [blur(b, snapped, size, kernel)]);
  b.output(b.node('Cast', [blurred], { to: { type: 'uint8' } }), 'uint8', undefined, 'refined');
  return b.bytes();
}

/** Computes the largest value within a disc around each pixel, as the maximum over the rows of the disc. */
function dilate(b: OnnxBuilder, mask: OnnxValue, radius: number): OnnxValue {
  const reach = Math.floor(radius);
  const rows = [mask];
  for (let dy = -reach; dy <= reach; dy++) {
    const half = Math.floor(Math.sqrt(radius ** 2 - dy ** 2));
    const row = b.node('MaxPool', [mask], { kernel_shape: [1, 2 * half + 1], pads: [0, half, 0, half] });
    // Negative padding crops: the image moves down by dy.
    rows.push(b.node('Pad', [row, b.ints([0, 0, dy, 0, 0, 0, -dy, 0])]));
  }
  return b.node('Max', rows);
}

function invert(b: OnnxBuilder, mask: OnnxValue): OnnxValue {
  return b.node('Sub', [b.scalar(255), mask]);
}

function snapToEnds(b: OnnxBuilder, mask: OnnxValue, margin: number): OnnxValue {
  const low = b.node('Where', [b.node('Less', [mask, b.scalar(margin)]), b.scalar(0), mask]);
  return b.node('Where', [b.node('Greater', [mask, b.scalar(255 - margin)]), b.scalar(255), low]);
}

function blur(b: OnnxBuilder, mask: OnnxValue, size: number, kernel: number): OnnxValue {
  if (kernel === 1) return mask;
  const weights = b.constant(computeGaussianWeights(size, kernel), [size, size]);
  return b.node('MatMul', [b.node('MatMul', [weights, mask]), b.node('Transpose', [weights])]);
}
