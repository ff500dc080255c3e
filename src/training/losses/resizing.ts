import type { Value } from '../../tensor/graph';
import { separable } from '../../tensor/ops';
import { bilinearMatrix, halvingMatrix } from './filters';

/** Halves images [N, H, W, C] to [N, ⌈H/2⌉, ⌈W/2⌉, C]: each pixel is the mean of 2x2 pixels. */
export function halve(images: Value): Value {
  const [, height, width, channels] = images.shape as [number, number, number, number];
  return separable(images.graph, halvingMatrix(height), halvingMatrix(width), channels)(images);
}

/** Resizes images [N, h, w, C] bilinearly to [N, height, width, C]. */
export function resize(images: Value, height: number, width: number): Value {
  const [, fromHeight, fromWidth, channels] = images.shape as [number, number, number, number];
  if (fromHeight === height && fromWidth === width) return images;
  const [down, along] = [bilinearMatrix(fromHeight, height), bilinearMatrix(fromWidth, width)];
  return separable(images.graph, down, along, channels)(images);
}
