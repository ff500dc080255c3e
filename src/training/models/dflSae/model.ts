import type { ModelDefinition } from '../model';
import { dflSaeOptions } from './options';

export const dflSae = {
  name: 'dfl_sae',
  summary: "DeepFaceLab's, 64 to 256 pixels, with widths to tune; for a GPU of 6 GB or more",
  options: dflSaeOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof dflSaeOptions>;
