import { OnnxBuilder, type OnnxValue } from '../tensor/onnx/builder';
import { avgColor } from './color/avgColor';
import type { ColorInput } from './color/colorMethod';
import { blendMask, defaultMaskBlend, type MaskBlendSettings } from './maskBlend';

/** How a swapped face is adapted to its frame. */
export interface CompositeSettings {
  readonly maskBlend: MaskBlendSettings;
  /** Adds the color method to the graph. */
  readonly adjustColor: (builder: OnnxBuilder, input: ColorInput) => OnnxValue;
  /** Adds the sharpening to the graph: float32 [size, size, 3], 0..255, in and out. */
  readonly sharpen: (builder: OnnxBuilder, face: OnnxValue) => OnnxValue;
}

export const defaultCompositeSettings: CompositeSettings = {
  maskBlend: defaultMaskBlend,
  adjustColor: avgColor.adjust,
  sharpen: (_builder, face) => face,
};

/**
 * How a patch is drawn: averaged over squares of `shrink` pixels where the frame shows it smaller; sampled only at every
 * `step`th pixel of the frame, and enlarged from there, where the frame shows it larger. One of the two is 1.
 */
export interface Drawing {
  readonly shrink: number;
  readonly step: number;
}

/**
 * Builds the graph that composites a swapped face over a part of a frame.
 *
 * | input | |
 * | --- | --- |
 * | `region` | uint8 [h, w, 3], the part of the frame that the face covers |
 * | `patch` | uint8 [size, size, 3], the swapped face |
 * | `reference` | uint8 [size, size, 3], the frame's own face, cropped alike |
 * | `mask` | uint8 [size, size], 255 where the patch shall show |
 * | `seen` | uint8 [size, size], 255 where the reference lies within the frame |
 * | `map` | float32 [1, 2, 3], samples → averaged patch, in the normalized coordinates of GridSample |
 * | `rows`, `columns` | float32 [h, samples down], [w, samples across]: the enlargement; only where `step` > 1 |
 *
 * The output `result`, uint8 [h, w, 3], equals `region` wherever the blended mask is zero.
 */
export function buildCompositeGraph(size: number, drawing: Drawing, settings: CompositeSettings): Uint8Array {
  const builder = new OnnxBuilder('composite');
  const square = (name: string, ...channels: number[]) =>
    toFloat(builder, builder.input(name, 'uint8', [size, size, ...channels]));
  const unit = (value: OnnxValue) => builder.node('Div', [value, builder.scalar(255)]);

  const alpha = blendMask(builder, unit(square('mask')), size, settings.maskBlend);
  const seen = builder.node('Reshape', [unit(square('seen')), builder.ints([size, size, 1])]);
  const weight = builder.node('Mul', [alpha, seen]);
  const input = { face: square('patch', 3), reference: square('reference', 3), weight };
  const face = settings.sharpen(builder, settings.adjustColor(builder, input));

  // Color times alpha, so that no color from outside the mask bleeds in between pixels (Porter and Duff, 1984).
  const layer = builder.node('Concat', [builder.node('Mul', [face, alpha]), alpha], { axis: 2 });
  const region = builder.node('Transpose', [builder.input('region', 'uint8', ['h', 'w', 3])], { perm: [2, 0, 1] });
  const drawn = drawPatch(builder, toPlanes(builder, layer), region, drawing);
  const result = over(builder, drawn, toFloat(builder, region));
  builder.output(builder.node('Transpose', [result], { perm: [1, 2, 0] }, 'result'), 'uint8', ['h', 'w', 3]);
  return builder.bytes();
}

function toFloat(builder: OnnxBuilder, value: OnnxValue): OnnxValue {
  return builder.node('Cast', [value], { to: { type: 'float32' } });
}

/** Converts [h, w, c] to planes [1, c, h, w]. */
function toPlanes(builder: OnnxBuilder, picture: OnnxValue): OnnxValue {
  return builder.node('Unsqueeze', [builder.node('Transpose', [picture], { perm: [2, 0, 1] }), builder.ints([0])]);
}

/** Draws `patch` [1, 4, size, size] at the size and position of `region` [3, h, w], transparent around it. Returns [1, 4, h, w]. */
function drawPatch(builder: OnnxBuilder, patch: OnnxValue, region: OnnxValue, { shrink, step }: Drawing): OnnxValue {
  const window = { kernel_shape: [shrink, shrink], strides: [shrink, shrink] };
  const averaged = shrink > 1 ? builder.node('AveragePool', [patch], window) : patch;
  const map = builder.input('map', 'float32', [1, 2, 3]);
  const sampleAt = (extents: OnnxValue) => {
    const size = builder.node('Concat', [builder.ints([1, 4]), extents], { axis: 0 });
    const grid = builder.node('AffineGrid', [map, size], { align_corners: 1 });
    const sampling = { mode: shrink > 1 ? 'linear' : 'cubic', padding_mode: 'zeros', align_corners: 1 };
    return builder.node('GridSample', [averaged, grid], sampling);
  };
  if (step === 1) return sampleAt(builder.node('Shape', [region], { start: 1, end: 3 }));
  const rows = builder.input('rows', 'float32', ['h', 'down']);
  const columns = builder.input('columns', 'float32', ['w', 'across']);
  const samples = [rows, columns].map((axis) => builder.node('Shape', [axis], { start: 1, end: 2 }));
  const coarse = sampleAt(builder.node('Concat', samples, { axis: 0 }));
  const transposed = builder.node('Transpose', [columns], { perm: [1, 0] });
  return builder.node('MatMul', [builder.node('MatMul', [rows, coarse]), transposed]);
}

/** Composites `drawn` [1, 4, h, w] (color times alpha, and alpha) over `below` [3, h, w]. Returns uint8 [3, h, w]. */
function over(builder: OnnxBuilder, drawn: OnnxValue, below: OnnxValue): OnnxValue {
  const layer = builder.node('Squeeze', [drawn, builder.ints([0])]);
  const [color, alpha] = builder.nodes('Split', [layer, builder.ints([3, 1])], ['color', 'alpha'], { axis: 0 });
  // Cubic weights make alpha a little less than 0 or more than 1: clip it, and scale the color by the same factor.
  const opaque = builder.node('Clip', [alpha!, builder.scalar(0), builder.scalar(1)]);
  const share = builder.node('Div', [opaque, builder.node('Max', [alpha!, builder.scalar(1e-6)])]);
  const light = builder.node('Mul', [color!, share]);
  const shaded = builder.node('Mul', [below, builder.node('Sub', [builder.scalar(1), opaque])]);
  const sum = builder.node('Round', [builder.node('Add', [shaded, light])]);
  const bytes = builder.node('Clip', [sum, builder.scalar(0), builder.scalar(255)]);
  return builder.node('Cast', [bytes], { to: { type: 'uint8' } });
}
