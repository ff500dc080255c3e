import { t } from '../shared/l10n';
import type { MediaTrack } from './mediaContents';

/** Returns how users find streams in their player: `sound 2 (aac, eng), subtitles 4 (subrip)`, counted from 1. */
export function describeTracks(tracks: readonly MediaTrack[]): string {
  return tracks.map(describeTrack).join(', ');
}

function describeTrack({ kind, index, codec, codecTag = '', language, name }: MediaTrack): string {
  const isKnown = codec !== 'unknown' && codec !== 'bin_data';
  const format = isKnown || !/^\w{3,4}$/.test(codecTag) ? codec : codecTag;
  const details = [name, kind === 'attachment' ? undefined : format, language === 'und' ? undefined : language].filter(
    (detail) => detail !== undefined,
  );
  return `${nameKind(kind)} ${index + 1} (${details.join(', ')})`;
}

function nameKind(kind: MediaTrack['kind']): string {
  switch (kind) {
    case 'audio':
      return t('sound');
    case 'subtitle':
      return t('subtitles');
    case 'picture':
      return t('cover picture');
    case 'video':
      return t('further video');
    case 'attachment':
      return t('attached file');
    default:
      return t('data');
  }
}
