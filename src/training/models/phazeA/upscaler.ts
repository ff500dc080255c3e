import type { Value } from '../../../tensor/graph';
import type { Layers } from '../layers/blocks';
import type { PhazeAValues } from './part';

/** Returns the blocks that double the size of an image, by the names that options have for them. */
export function selectUpscaler(
  layers: Layers,
  method: PhazeAValues['dec_upscale_method'],
): (x: Value, name: string, filters: number) => Value {
  const blocks = {
    subpixel: layers.upscaleBlock,
    resize_images: layers.resizeUpscale,
    upscale_fast: layers.fastUpscale,
    upscale_hybrid: layers.hybridUpscale,
    upscale_dny: layers.dnyUpscale,
  } as const;
  return blocks[method];
}
