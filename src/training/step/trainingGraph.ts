import { Graph, type Value } from '../../tensor/graph';
import { add, concat, mean, multiply, split } from '../../tensor/ops';
import { listWeightedLosses, prepareLoss } from '../losses/chosenLosses';
import type { PlainLoss } from '../losses/loss';
import type { Trunks } from '../losses/lpips/readTrunks';
import { faceMasks, maskScore, scoring, shrunk, shrunkMasks } from '../losses/weighting';
import { toModelInput } from '../models/inferenceGraphs';
import type { Model, Side } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';

/** Graph of a training step. Inputs for each side s: `input_s`, `target_s` (RGB) and `masks_s`, uint8 [N, edge, edge, 3]. */
export interface TrainingGraph {
  readonly graph: Graph;
  /** Output of the decoders for the faces of both sides: [2N, outputSize, outputSize, 3], BGR. */
  readonly decodedFaces: Value;
  /** Loss of each side: []. */
  readonly lossA: Value;
  readonly lossB: Value;
  /** Sum of both losses, which is minimized: []. */
  readonly total: Value;
  /** Parts of the losses before weighting, summed over all outputs of a decoder, [] each: `ssim_a`, `ssim_b`, `mse_a`, …, `mask_a`, `mask_b`. */
  readonly lossParts: Readonly<Record<string, Value>>;
}

/**
 * Builds the forward pass of one step over `batchSize` faces of each side, up to the losses.
 * @param trunks pretrained networks of the losses that need one, read by `openTrunks`
 */
export function buildTrainingGraph(
  model: Model,
  options: TrainOptions['global.loss'],
  batchSize: number,
  trunks: Trunks = new Map(),
): TrainingGraph {
  const graph = new Graph('training');
  const faces = addInputs(graph, 'input', batchSize, model.inputSize);
  const targets = addInputs(graph, 'target', batchSize, model.outputSize);
  const masks = faceMasks(addInputs(graph, 'masks', batchSize, model.outputSize));
  const [codeA, codeB] = split(model.encode(toModelInput(faces)), [batchSize, batchSize], 0);
  const [picturesOfA, picturesOfB] = [model.decode(codeA!, 'a'), model.decode(codeB!, 'b')];
  const pictures = picturesOfA.map((ofA, i) => concat([ofA, picturesOfB[i]!], 0));
  const wantedFaces = toModelInput(targets);
  const comparisons = pictures.map((made) => {
    const edge = made.shape[1]!;
    const score = scoring(shrunkMasks(masks, edge), options);
    const wanted = shrunk(wantedFaces, edge);
    return (loss: PlainLoss) => score(loss, made, wanted);
  });
  const scores = listWeightedLosses(options).map(({ name, weight }) => {
    const loss = prepareLoss(name, trunks);
    return { name: name as string, weight, ofFaces: comparisons.map((compare) => compare(loss)).reduce(add) };
  });
  if (options.learn_mask) {
    const drawn = concat([model.decodeMask(codeA!, 'a'), model.decodeMask(codeB!, 'b')], 0);
    scores.push({ name: 'mask', weight: 1, ofFaces: maskScore(drawn, masks.face, options) });
  }
  const terms = scores.map(({ name, weight, ofFaces }) => ({
    name,
    weight,
    sides: split(ofFaces, [batchSize, batchSize], 0).map((side) => mean(side)),
  }));
  const [lossA, lossB] = [0, 1].map((side) =>
    terms.map(({ sides, weight }) => multiply(sides[side]!, weight)).reduce(add),
  ) as [Value, Value];
  const parts = terms.flatMap(({ name, sides: [a, b] }) => [[`${name}_a`, a!] as const, [`${name}_b`, b!] as const]);
  return {
    graph,
    decodedFaces: pictures.at(-1)!,
    lossA,
    lossB,
    total: add(lossA, lossB),
    lossParts: Object.fromEntries(parts),
  };
}

function addInputs(graph: Graph, name: string, batchSize: number, edge: number): Value {
  const input = (side: Side) => graph.input(`${name}_${side}`, [batchSize, edge, edge, 3], 'uint8');
  return concat([input('a'), input('b')], 0);
}
