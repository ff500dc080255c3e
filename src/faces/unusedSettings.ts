import { bool, type IniSection, int } from '../options/option';

// Keys of extract.ini that several of faceswap's networks have. Nothing here reads them.

export const plugin = { group: 'plugin', unused: true } as const;

export const batchSize = (value: number, most = 256) => int(plugin, value, [1, most], 'Faces or frames at a time.');

export const runsOnCpu = (value: boolean) => bool(plugin, value, 'Always use the CPU.');

export const confidence = (value: number) =>
  int(plugin, value, [25, 100], 'Minimum confidence of the detector, in percent.');

export const heatMapOptions = {
  batch_size: batchSize(16),
  dark_decoder: bool(plugin, true, 'Find landmarks more precisely than the pixels of the heat maps.'),
} as const satisfies IniSection;
