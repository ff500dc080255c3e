import { splitList } from '../../../options/optionValue';
import type { ModelDefinition } from '../model';
import { phazeAOptions, unusedPhazeAOptions } from './options';

export const phazeA = {
  name: 'phaze_a',
  summary: 'built from parts that you choose, 64 to 2048 pixels: start with one of its presets',
  gpuMemoryGb: 6,
  facesPerSecond: 1.7,
  options: phazeAOptions,
  unusedOptions: unusedPhazeAOptions,
  getDefaultLayers: ({ freeze_layers, load_layers }) => ({
    frozen: splitList(freeze_layers),
    loaded: splitList(load_layers),
  }),
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof phazeAOptions>;
