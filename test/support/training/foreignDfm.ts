import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import type { OnnxShape } from '../../../src/tensor/onnx/model';

export interface ForeignDfmSettings {
  readonly shape?: OnnxShape;
  readonly input?: string;
  readonly morph?: boolean;
  readonly thirdInput?: boolean;
  /** Layer between the face and the swapped face. */
  readonly layer?: { readonly op: string; readonly domain?: string };
  readonly outputs?: number;
  /** Number of copies of the face in a tensor between the layers. */
  readonly copies?: number;
}

/** Builds a .dfm like another program: the swapped face is the face times the morph value; the masks are its red plus an eighth. */
export function buildForeignDfm({
  shape = ['unk__1', 64, 64, 3],
  input = 'in_face:0',
  morph = false,
  thirdInput = false,
  layer = { op: 'Identity' },
  outputs = 3,
  copies = 1,
}: ForeignDfmSettings = {}): Uint8Array {
  const onnx = new OnnxBuilder('tf2onnx');
  const face = onnx.input(input, 'float32', shape);
  const share = morph ? onnx.input('morph_value:0', 'float32', [1]) : onnx.scalar(1);
  if (thirdInput) onnx.input('more:0', 'float32', [1]);
  const red = onnx.node('Slice', [face, onnx.ints([2]), onnx.ints([3]), onnx.ints([3])]);
  const mask = onnx.node('Add', [red, onnx.scalar(0.125)]);
  const tiled = onnx.node('Tile', [onnx.node('Mul', [face, share]), onnx.ints([copies, 1, 1, 1])]);
  const first = onnx.node('Slice', [tiled, onnx.ints([0]), onnx.ints([1]), onnx.ints([0])]);
  const celeb = onnx.node(layer.op, [first], {}, undefined, layer.domain);
  const made = [
    ['out_face_mask:0', mask],
    ['out_celeb_face:0', celeb],
    ['out_celeb_face_mask:0', onnx.node('Mul', [mask, onnx.scalar(0.5)])],
  ] as const;
  for (const [name, value] of made.slice(0, outputs)) onnx.output(value, 'float32', undefined, name);
  return onnx.bytes();
}
