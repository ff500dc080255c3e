import { UserError } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import type { Value } from '../../../tensor/graph';
import { gaussianNoise, reshape } from '../../../tensor/ops';
import { type Layers, leaky } from '../layers/blocks';
import { curve } from './curve';
import { norms } from './norms';
import type { Part, PhazeAValues } from './part';
import { selectUpscaler } from './upscaler';

/** The doublings from what the fully connected layers make to the size of the face. */
export interface Doublings {
  /** Resizes the output of the fully connected layers, [N, H, W, C], to the size at which the doublings begin. */
  begin(image: Value): Value;
  /** The doublings that are part of the fully connected layers. */
  readonly early: Part;
  /** The others, of the face and of its mask. */
  readonly late: Part;
  readonly ofMask: Part;
}

/** @throws UserError when the output cannot be reached by doubling */
export function createDoublings(layers: Layers, options: PhazeAValues): Doublings {
  const { output_size, dec_upscales_in_fc: countEarly } = options;
  const firstEdge = computeFirstEdge(options);
  const widths = computeWidths(options, Math.log2(output_size / firstEdge));
  if (countEarly > widths.length)
    throw new UserError(
      t(
        'dec_upscales_in_fc = {0} is too high: there are only {1} upscalings from {2} pixels to output_size = {3}. Lower it to {1} or less.',
        countEarly,
        widths.length,
        firstEdge,
        output_size,
      ),
    );
  const ofFace = { hasNoise: options.dec_gaussian, residuals: options.dec_res_blocks };
  const doubled = (from: number, to: number, extras: Extras): Part => {
    const chain = createChain(layers, options, widths, extras);
    return (x, name) => chain(x, name, from, to);
  };
  return {
    begin: (image) => reshapeTo(firstEdge, image, options),
    early: doubled(0, countEarly, ofFace),
    late: doubled(countEarly, widths.length, ofFace),
    ofMask: doubled(countEarly, widths.length, { hasNoise: false, residuals: 0 }),
  };
}

/** The layers after a doubling of the face; the mask does not have them. */
interface Extras {
  readonly hasNoise: boolean;
  readonly residuals: number;
}

function createChain(
  layers: Layers,
  options: PhazeAValues,
  widths: readonly number[],
  { hasNoise, residuals }: Extras,
) {
  const { dec_upscale_method: method, dec_skip_last_residual } = options;
  const upscale = selectUpscaler(layers, method);
  const norm = norms[options.dec_norm];
  const doubled = (x: Value, name: string, index: number): Value => {
    const larger = upscale(x, `${name}/upscale_${index}`, widths[index]!);
    const even = norm(hasNoise ? gaussianNoise(larger) : larger, `${name}/norm_${index}`);
    const isPlain = residuals === 0 || (dec_skip_last_residual && index === widths.length - 1);
    if (isPlain) return method === 'upscale_dny' ? even : leaky(0.1)(even);
    return listBlockNames(`${name}/residual_${index}`, residuals).reduce(
      (image, block) => layers.residualBlock(image, block),
      leaky(0.2)(even),
    );
  };
  return (x: Value, name: string, from: number, to: number): Value => {
    const begun = method === 'upscale_dny' && from === 0 ? entryBlocks(layers, x, name, options.dec_max_filters) : x;
    return widths.slice(from, to).reduce((image, _, i) => doubled(image, name, from + i), begun);
  };
}

/** Adds two convolutions before the first doubling. */
function entryBlocks({ conv2dBlock }: Layers, x: Value, name: string, filters: number): Value {
  const block = { filters, stride: 1, activation: leaky(0.2) };
  const once = conv2dBlock(x, `${name}/entry_0`, { ...block, kernelSize: 4 });
  return conv2dBlock(once, `${name}/entry_1`, { ...block, kernelSize: 3 });
}

function listBlockNames(stem: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${stem}_${i}`);
}

function computeWidths(options: PhazeAValues, count: number): readonly number[] {
  const { dec_max_filters, dec_min_filters, dec_filter_slope, dec_slope_mode } = options;
  return curve(dec_max_filters, dec_min_filters, count, dec_filter_slope, dec_slope_mode);
}

/** Returns the largest edge from which doubling leads to the output and which is not larger than the input. */
function computeFirstEdge({ output_size, fc_dimensions, fc_upsamples }: PhazeAValues): number {
  const there = fc_dimensions * 2 ** fc_upsamples;
  let edge = output_size;
  while (edge > there && edge % 2 === 0) edge /= 2;
  if (edge <= there) return edge;
  throw new UserError(
    t(
      'output_size = {1} cannot be reached by doubling {0} pixels. Set fc_dimensions and fc_upsamples so that they produce at least {2} pixels.',
      there,
      output_size,
      edge,
    ),
  );
}

/** Reshapes values to an image of another edge with more or fewer channels. */
function reshapeTo(edge: number, image: Value, { output_size }: PhazeAValues): Value {
  const [n, height, width, channels] = image.shape as [number, number, number, number];
  if ((height * width * channels) % edge ** 2 === 0) return reshape(image, [n, edge, edge, -1]);
  throw new UserError(
    t(
      'output_size = {0} needs an image of {1} pixels to start from, but fc_dimensions and fc_upsamples produce one of {2} pixels, whose {3} channels cannot be rearranged to that size. Change one of these options.',
      output_size,
      edge,
      height,
      channels,
    ),
  );
}
