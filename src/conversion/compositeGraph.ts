import { OnnxBuilder, type OnnxValue } from '../tensor/onnx/builder';
import { averageColor } from './averageColor';
import type { MaskBlendSettings } from './convertSettings';
import { cubicEnlargement } from './cubicEnlargement';
import { blendedMask } from './maskBlend';

/**
 * The graph that lays a swapped face onto a part of a frame.
 *
 * | input | |
 * | --- | --- |
 * | `region` | uint8 [h, w, 3], the part of the frame that the face covers |
 * | `patch` | uint8 [size, size, 3], the swapped face |
 * | `reference` | uint8 [size, size, 3], the frame's own face, cropped alike |
 * | `mask` | uint8 [size, size], 255 where the patch shall show |
 * | `seen` | uint8 [size, size], 255 where the reference lies within the frame |
 * | `map` | float32 [1, 2, 3], region → patch in the normalised coordinates of GridSample with aligned corners |
 *
 * The output `result`, uint8 [h, w, 3], equals `region` wherever the blended mask is zero.
 * @param scale a power of two by which the patch is resized before it is drawn, near to how large the frame shows it.
 */
export function compositeGraph(size: number, scale: number, settings: MaskBlendSettings): Uint8Array {
  const builder = new OnnxBuilder('composite');
  const input = (name: string, channels: number) =>
    toFloat(builder, builder.input(name, 'uint8', channels === 1 ? [size, size] : [size, size, channels]));
  const region = toFloat(builder, builder.input('region', 'uint8', ['h', 'w', 3]));
  const unit = (value: OnnxValue) => builder.node('Div', [value, builder.scalar(255)]);

  const alpha = blendedMask(builder, unit(input('mask', 1)), size, settings);
  const seen = builder.node('Reshape', [unit(input('seen', 1)), builder.ints([size, size, 1])]);
  const weight = builder.node('Mul', [alpha, seen]);
  const face = averageColor(builder, input('patch', 3), input('reference', 3), weight);

  // Colour times alpha, so that no colour from outside the mask bleeds in between pixels (Porter and Duff, 1984).
  const layer = builder.node('Concat', [builder.node('Mul', [face, alpha]), alpha], { axis: 2 });
  const drawn = drawOnto(builder, region, resized(builder, layer, size, scale));
  const [color, cover] = builder.nodes('Split', [drawn, builder.ints([3, 1])], ['color', 'cover'], { axis: 2 });
  const opaque = builder.node('Clip', [cover!, builder.scalar(0), builder.scalar(1)]);
  const light = builder.node('Max', [color!, builder.scalar(0)]); // cubic weights fall below zero
  const below = builder.node('Sub', [region, builder.node('Mul', [region, opaque])]);
  const sum = builder.node('Round', [builder.node('Add', [below, light])]);
  const bytes = builder.node('Clip', [sum, builder.scalar(0), builder.scalar(255)]);
  builder.output(builder.node('Cast', [bytes], { to: { type: 'uint8' } }, 'result'), 'uint8', ['h', 'w', 3]);
  return builder.bytes();
}

function toFloat(builder: OnnxBuilder, value: OnnxValue): OnnxValue {
  return builder.node('Cast', [value], { to: { type: 'float32' } });
}

/** [size, size, 4] → [1, 4, size·scale, size·scale]: averages to shrink, two matrix products to enlarge. */
function resized(builder: OnnxBuilder, layer: OnnxValue, size: number, scale: number): OnnxValue {
  const planes = builder.node('Unsqueeze', [
    builder.node('Transpose', [layer], { perm: [2, 0, 1] }),
    builder.ints([0]),
  ]);
  if (scale === 1) return planes;
  const window = [1 / scale, 1 / scale];
  if (scale < 1) return builder.node('AveragePool', [planes], { kernel_shape: window, strides: window });
  const rows = builder.constant(cubicEnlargement(size, scale), [size * scale, size]);
  const columns = builder.node('Transpose', [rows], { perm: [1, 0] });
  return builder.node('MatMul', [builder.node('MatMul', [rows, planes]), columns]);
}

/** Samples `planes` [1, 4, s, s] for each pixel of `region` [h, w, 3]; nothing lies outside. Returns [h, w, 4]. */
function drawOnto(builder: OnnxBuilder, region: OnnxValue, planes: OnnxValue): OnnxValue {
  const extents = builder.node('Shape', [region], { start: 0, end: 2 });
  const size = builder.node('Concat', [builder.ints([1, 4]), extents], { axis: 0 });
  const grid = builder.node('AffineGrid', [builder.input('map', 'float32', [1, 2, 3]), size], { align_corners: 1 });
  const sampled = builder.node('GridSample', [planes, grid], {
    mode: 'cubic',
    padding_mode: 'zeros',
    align_corners: 1,
  });
  return builder.node('Transpose', [builder.node('Squeeze', [sampled, builder.ints([0])])], { perm: [1, 2, 0] });
}
