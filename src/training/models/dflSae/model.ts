import type { ModelDefinition } from '../model';
import { createNetwork } from './network';
import { dflSaeOptions } from './options';

export const dflSae = {
  name: 'dfl_sae',
  summary: "DeepFaceLab's, 64 to 256 pixels, with widths to tune; for a GPU of 6 GB or more",
  options: dflSaeOptions,
  createNetwork,
} as const satisfies ModelDefinition<typeof dflSaeOptions>;
