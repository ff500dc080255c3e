import { t } from '../shared/l10n';
import { isHdr, isWideGamut, type VideoInfo } from './videoInfo';

/** What this ffmpeg can do with the frames of a source. */
export interface DecodingAbilities {
  readonly toneMap: boolean;
  readonly deinterlacer?: string | undefined;
}

/** Returns a sentence about each property of the source that its decoded frames, RGB of 8 bits, do not have. */
export function describeLosses(path: string, info: VideoInfo, { toneMap, deinterlacer }: DecodingAbilities): string[] {
  const losses: string[] = [];
  const { bitsPerChannel = 8 } = info;
  if (isHdr(info) && toneMap) losses.push(t('{0} is HDR: its frames are converted to SDR, with 8 bits a color.', path));
  else if (isHdr(info))
    losses.push(t('{0} is HDR, but this ffmpeg has no zscale filter: colors will look flat.', path));
  else if (bitsPerChannel > 8)
    losses.push(t('{0} has {1} bits a color: its frames are converted to 8 bits.', path, bitsPerChannel));
  if (!isHdr(info) && isWideGamut(info) && toneMap)
    losses.push(t('{0} has colors of a wide gamut: its frames are converted to BT.709.', path));
  if (info.isInterlaced && deinterlacer !== undefined)
    losses.push(t('{0} is interlaced: each frame is made a whole picture, at the same rate.', path));
  else if (info.isInterlaced)
    losses.push(t('{0} is interlaced, but this ffmpeg has no filter for that: edges will show combs.', path));
  if (info.hasAlpha) losses.push(t('{0} has transparent parts: its frames are opaque.', path));
  return losses;
}
