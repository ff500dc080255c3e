import { OnnxBuilder, type OnnxValue } from '../../../tensor/onnx/builder';
import { type ClaheShape, clahe } from './clahe';
import { buildTransformPositions, buildWarpPositions, sample, shrink } from './gridSampling';
import { labToRgb, rgbToLab } from './labColor';
import { buildShapePositions } from './landmarkWarp';

export interface AugmentationModelShape {
  /** Edge of the samples, pixels. */
  readonly size: number;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly color: boolean;
  /** How the input is warped: by a grid of random points, to another face's shape, or not at all. */
  readonly warp: 'grid' | 'shape' | 'none';
  readonly claheTileCounts: readonly number[];
}

/**
 * Builds the augmentation of a batch (faceswap.md §5.2) as one ONNX model. Inputs: uint8 [N, 3, size, size] `faces` (R G B) and
 * `masks` (face, eyes, mouth), `transforms` [N, 3, 2], with color also `labGain` and `labLift` [N, 3, 1], `claheFaces`
 * int64 [M] and `claheTiles` [M, 4], with a grid also `warpGrids` [N, 5, 10], with shapes `shapeMaps` [K, 3, 2] and int32
 * `shapeMapOf` [N, size²]. Outputs: uint8 [N, …, …, 3] `input`, `target`, `targetMasks`.
 */
export function buildAugmentationModel(shape: AugmentationModelShape): Uint8Array {
  const { size, inputSize, outputSize } = shape;
  const b = new OnnxBuilder('augment');
  const imageShape = ['N', 3, size, size];
  const faces = b.input('faces', 'uint8', imageShape);
  const colored = shape.color ? recolor(b, faces, { size, tileCounts: shape.claheTileCounts }) : castToFloat(b, faces);
  const positions = buildTransformPositions(b, b.input('transforms', 'float32', ['N', 3, 2]), size);
  const face = sample(b, colored, positions, 'border');
  const masks = sample(b, castToFloat(b, b.input('masks', 'uint8', imageShape)), positions, 'border');
  addByteOutput(b, shrink(b, bendFaces(b, face, shape), size, inputSize), 'input');
  addByteOutput(b, shrink(b, face, size, outputSize), 'target');
  addByteOutput(b, shrink(b, masks, size, outputSize), 'targetMasks');
  return b.bytes();
}

function bendFaces(b: OnnxBuilder, face: OnnxValue, { size, warp }: AugmentationModelShape): OnnxValue {
  if (warp === 'none') return face;
  if (warp === 'grid')
    return sample(b, face, buildWarpPositions(b, b.input('warpGrids', 'float32', ['N', 5, 10]), size), 'zeros');
  const maps = b.input('shapeMaps', 'float32', ['K', 3, 2]);
  const mapIndices = b.input('shapeMapOf', 'int32', ['N', size * size]);
  return sample(b, face, buildShapePositions(b, maps, mapIndices, size), 'border');
}

/** Jitters lightness and color, then equalizes the local contrast of the faces chosen for it. */
function recolor(b: OnnxBuilder, rgb: OnnxValue, shape: ClaheShape): OnnxValue {
  const { size } = shape;
  const gain = b.input('labGain', 'float32', ['N', 3, 1]);
  const lift = b.input('labLift', 'float32', ['N', 3, 1]);
  const original = rgbToLab(b, b.node('Reshape', [rgb, b.ints([0, 3, size * size])]));
  const lab = b.node('Round', [b.node('Add', [b.node('Mul', [original, gain]), lift])]);
  const [luma, chroma] = [b.createName('luma'), b.createName('chroma')];
  b.nodes('Split', [lab, b.ints([1, 2])], [luma, chroma], { axis: 1 });
  const chosen = b.input('claheFaces', 'int64', ['M']);
  const tiles = b.input('claheTiles', 'float32', ['M', 4]);
  const planes = b.node('Reshape', [luma, b.ints([0, size, size])]);
  const equalized = clahe(b, b.node('Gather', [planes, chosen], { axis: 0 }), tiles, shape);
  const all = b.node('ScatterND', [planes, b.node('Unsqueeze', [chosen, b.ints([1])]), equalized]);
  const channels = [b.node('Reshape', [all, b.ints([0, 1, size * size])]), chroma];
  return b.node('Reshape', [labToRgb(b, b.node('Concat', channels, { axis: 1 })), b.ints([0, 3, size, size])]);
}

function castToFloat(b: OnnxBuilder, bytes: OnnxValue): OnnxValue {
  return b.node('Cast', [bytes], { to: { type: 'float32' } });
}

function addByteOutput(b: OnnxBuilder, image: OnnxValue, name: string): void {
  const bytes = b.node('Cast', [image], { to: { type: 'uint8' } });
  b.output(b.node('Transpose', [bytes], { perm: [0, 2, 3, 1] }), 'uint8', undefined, name);
}
