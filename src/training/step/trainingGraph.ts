import { Graph, type Value } from '../../tensor/graph';
import { add, concat, mean, multiply, split } from '../../tensor/ops';
import { listWeightedLosses, prepareLoss } from '../losses/chosenLosses';
import type { PlainLoss } from '../losses/loss';
import type { Trunks } from '../losses/lpips/readTrunks';
import { createScore, faceMasks, scoreMasks, shrinkImages, shrinkMasks } from '../losses/weighting';
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
  const [outputsA, outputsB] = [model.decode(codeA!, 'a'), model.decode(codeB!, 'b')];
  const outputs = outputsA.map((output, i) => concat([output, outputsB[i]!], 0));
  const targetFaces = toModelInput(targets);
  const comparisons = outputs.map((output) => {
    const edge = output.shape[1]!;
    const score = createScore(shrinkMasks(masks, edge), options);
    const target = shrinkImages(targetFaces, edge);
    return (loss: PlainLoss) => score(loss, output, target);
  });
  const scores: FaceScores[] = listWeightedLosses(options).map(({ name, weight }) => {
    const loss = prepareLoss(name, trunks);
    return { name, weight, scores: comparisons.map((compare) => compare(loss)).reduce(add) };
  });
  if (options.learn_mask) {
    const predicted = concat([model.decodeMask(codeA!, 'a'), model.decodeMask(codeB!, 'b')], 0);
    scores.push({ name: 'mask', weight: 1, scores: scoreMasks(predicted, masks.face, options) });
  }
  return { graph, decodedFaces: outputs.at(-1)!, ...sumUpLosses(scores, batchSize) };
}

/** Scores of one loss for the faces of both sides: [2N]. */
interface FaceScores {
  readonly name: string;
  readonly weight: number;
  readonly scores: Value;
}

/** Averages the scores of each side, and adds up the weighted losses. */
function sumUpLosses(
  faceScores: readonly FaceScores[],
  batchSize: number,
): Pick<TrainingGraph, 'lossA' | 'lossB' | 'total' | 'lossParts'> {
  const terms = faceScores.map(({ name, weight, scores }) => ({
    name,
    weight,
    sides: split(scores, [batchSize, batchSize], 0).map((side) => mean(side)),
  }));
  const [lossA, lossB] = [0, 1].map((side) =>
    terms.map(({ sides, weight }) => multiply(sides[side]!, weight)).reduce(add),
  ) as [Value, Value];
  const parts = terms.flatMap(({ name, sides: [a, b] }) => [[`${name}_a`, a!] as const, [`${name}_b`, b!] as const]);
  return { lossA, lossB, total: add(lossA, lossB), lossParts: Object.fromEntries(parts) };
}

/** Adds an input for each side, and joins them: uint8 [2N, edge, edge, 3]. */
function addInputs(graph: Graph, name: string, batchSize: number, edge: number): Value {
  const input = (side: Side) => graph.input(`${name}_${side}`, [batchSize, edge, edge, 3], 'uint8');
  return concat([input('a'), input('b')], 0);
}
