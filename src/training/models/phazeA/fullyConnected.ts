import { UserError } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import type { Value } from '../../../tensor/graph';
import { dropout, flatten, max, mean, reshape, upsampleBilinear, upsampleNearest } from '../../../tensor/ops';
import { type Layers, leaky } from '../layers/blocks';
import { curve } from './curve';
import { norms } from './norms';
import type { Part, PhazeAValues } from './part';
import { selectUpscaler } from './upscaler';

/** Creates the bottleneck from the output of the encoder, [N, H, W, C], to the code, [N, length]. */
export function createBottleneck({ denseLayer }: Layers, options: PhazeAValues): Part {
  const narrow: Readonly<Record<PhazeAValues['bottleneck_type'], Part>> = {
    dense: (x, name) => denseLayer(flatten(x), name, options.bottleneck_size),
    average_pooling: (x) => mean(x, [1, 2]),
    max_pooling: (x) => max(x, [1, 2]),
    flatten,
  };
  return (x, name) => narrow[options.bottleneck_type](norms[options.bottleneck_norm](x, `${name}/norm`), name);
}

/** Creates the layers from the code to an image [N, edge, edge, C], enlarged `fc_upsamples` times. */
export function createFullyConnected(layers: Layers, options: PhazeAValues): Part {
  const { fc_min_filters, fc_max_filters, fc_depth, fc_filter_slope, fc_dropout, fc_dimensions: edge } = options;
  const widths = curve(fc_min_filters * edge ** 2, fc_max_filters * edge ** 2, fc_depth, fc_filter_slope);
  const enlarged = createEnlargement(layers, options);
  return (code, name) => enlarged(reshapeToImage(denseLayers(layers, code, name, widths, fc_dropout), edge), name);
}

/** Creates the layers from the code to a style [N, nodes], for both people. */
export function createStyleLayers(layers: Layers, options: PhazeAValues): Part {
  const { fc_gblock_min_nodes, fc_gblock_max_nodes, fc_gblock_depth, fc_gblock_filter_slope } = options;
  const widths = curve(fc_gblock_min_nodes, fc_gblock_max_nodes, fc_gblock_depth, fc_gblock_filter_slope);
  return (code, name) => denseLayers(layers, code, name, widths, options.fc_gblock_dropout);
}

function denseLayers(
  { denseLayer }: Layers,
  code: Value,
  name: string,
  widths: readonly number[],
  share: number,
): Value {
  return widths.reduce((x, width, i) => denseLayer(dropout(x, share), `${name}/dense_${i}`, width), code);
}

function reshapeToImage(x: Value, edge: number): Value {
  const [n, nodes] = x.shape as [number, number];
  if (nodes % edge ** 2 === 0) return reshape(x, [n, edge, edge, nodes / edge ** 2]);
  throw new UserError(
    t(
      'The {0} nodes before the first image are not divisible by the {1} pixels that fc_dimensions = {2} requires. Change fc_dimensions, fc_max_filters or, with fc_depth = 0, the bottleneck.',
      nodes,
      edge ** 2,
      edge,
    ),
  );
}

function createEnlargement(layers: Layers, options: PhazeAValues): Part {
  const { fc_upsampler: method, fc_upsamples: count, fc_upsample_filters: filters } = options;
  if (count === 0) return (x) => x;
  if (method === 'upsample2d')
    return (x) => leaky(0.1)(count === 1 ? upsampleNearest(x) : upsampleBilinear(x, 2 ** count));
  const upscale = selectUpscaler(layers, method);
  return (x, name) =>
    Array.from({ length: count }, (_, i) => `${name}/upsample_${i}`).reduce(
      (image, block) => upscale(image, block, filters),
      x,
    );
}
