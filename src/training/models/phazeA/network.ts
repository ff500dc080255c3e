import { UserError } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import { Graph, type Value } from '../../../tensor/graph';
import { concat } from '../../../tensor/ops';
import { createLayers, type LayerOptions } from '../layers/blocks';
import { memoize } from '../memoize';
import type { Model, Side } from '../model';
import { createDoublings } from './decoder';
import { computeInputSize, createEncoder } from './encoder';
import { createBottleneck, createFullyConnected, createStyleLayers } from './fullyConnected';
import type { PhazeAValues } from './part';
import { createStyleBlock } from './styleBlock';

/**
 * Creates faceswap's model of configurable parts: encoder, bottleneck, fully connected layers, style block, decoder; the sides
 * part where the options say. With its defaults 64 px to 128.
 */
export function createNetwork(layerOptions: LayerOptions, options: PhazeAValues): Model {
  requireOwnEncoder(options);
  const model = connectParts(layerOptions, options);
  // The network is built once at this point, so that a model that cannot be built is reported before anything starts.
  model.decode(model.encode(new Graph().input('faces', [1, model.inputSize, model.inputSize, 3])), 'a');
  return model;
}

function connectParts(layerOptions: LayerOptions, options: PhazeAValues): Model {
  const layers = createLayers(layerOptions);
  const [encoder, bottleneck] = [createEncoder(layers, options), createBottleneck(layers, options)];
  const [fullyConnected, styleLayers] = [createFullyConnected(layers, options), createStyleLayers(layers, options)];
  const [styleBlock, doublings] = [createStyleBlock(layers), createDoublings(layers, options)];
  const { bottleneck_in_encoder, dec_output_kernel } = options;

  const narrowed = (encoded: Value, name: string) =>
    bottleneck_in_encoder ? encoded : bottleneck(encoded, `${name}/bottleneck`);
  const createImage = memoize<string>((encoded, name) =>
    doublings.early(doublings.begin(fullyConnected(narrowed(encoded, name), name)), name),
  );
  const styled = (image: Value, encoded: Value, side: Side) =>
    options.enable_gblock
      ? styleBlock(
          styleLayers(narrowed(encoded, 'fc_gblock'), 'fc_gblock'),
          image,
          getPartName('g_block', side, options.split_gblock),
        )
      : image;
  // The face and its mask begin with the same image.
  const drawn = memoize((encoded, side) => {
    const images = listFullyConnectedNames(options, side).map((name) => createImage(encoded, name));
    return styled(concat(images, 3), encoded, side);
  });
  const getDecoderName = (side: Side) => getPartName('decoder', side, options.split_decoders);

  return {
    inputSize: computeInputSize(options),
    outputSize: options.output_size,
    encode(faces) {
      const encoded = encoder(faces, 'encoder');
      return bottleneck_in_encoder ? bottleneck(encoded, 'encoder/bottleneck') : encoded;
    },
    decode(encoded, side) {
      const name = getDecoderName(side);
      return [layers.faceOutput(doublings.late(drawn(encoded, side), name), `${name}/face`, dec_output_kernel)];
    },
    decodeMask(encoded, side) {
      const name = `${getDecoderName(side)}/mask`;
      return layers.maskOutput(doublings.ofMask(drawn(encoded, side), name), name, dec_output_kernel);
    },
  };
}

/** Lists the names of the parallel fully connected layers of a side: its own, and those that both sides share. */
function listFullyConnectedNames({ split_fc, shared_fc }: PhazeAValues, side: Side): readonly string[] {
  const own = getPartName('fc', side, split_fc);
  const shared = { none: [], full: ['fc_shared'], half: [getPartName('fc', 'a', split_fc)] } as const;
  return [own, ...shared[shared_fc]];
}

function getPartName(part: string, side: Side, isSplit: boolean): string {
  return `${part}_${isSplit ? side : 'both'}`;
}

function requireOwnEncoder({ enc_architecture }: PhazeAValues): void {
  if (enc_architecture === 'fs_original') return;
  throw new UserError(
    t(
      'enc_architecture = {0} is not supported yet: its weights will come as an ONNX file. Choose fs_original until then.',
      enc_architecture,
    ),
  );
}
