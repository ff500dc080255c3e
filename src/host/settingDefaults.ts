import type { StageOptions } from '../stages/stages';

export type MaskType = StageOptions<'convert'>['maskType'];

/** The keys of the extension's settings, without `faceswap.`, and their defaults. package.json is generated from it. */
export const settingDefaults = {
  ffmpegPath: '' as string,
  'convert.maskType': 'auto' as MaskType,
  'monitor.openOnTraining': true as boolean,
  'monitor.previewInterval': 30 as number,
} as const;

export type Settings = typeof settingDefaults;
