import type { ModelDefinition } from '../model';
import { dflSaeOptions } from './options';

export const dflSae = {
  name: 'dfl_sae',
  summary: "DeepFaceLab's SAE, 64 to 256 pixels, with adjustable widths; for a GPU with 6 GB or more",
  gpuMemoryGb: 6,
  facesPerSecond: 0.72,
  options: dflSaeOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof dflSaeOptions>;
