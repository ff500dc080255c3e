import { t } from '../shared/l10n';
import type { AiDisclosure } from './aiDisclosure';
import { buildDroppedStreams, buildFileInput, gapOptions } from './ffmpegArguments';
import { findTimeOffset, listClockTracks, type MediaContents } from './mediaContents';
import type { KeptTrack } from './trackPlan';
import type { VideoFormat } from './videoFormat';

// Pure functions that return parts of the command line that puts a source's other streams beside a video.

/** The file whose sound, subtitles, chapters and tags a result gets. */
export interface TrackSource {
  readonly path: string;
  readonly contents: MediaContents;
}

/** Returns the input of the source, with times that are counted as those of its frames. */
export function buildTrackInput({ path, contents }: TrackSource): string[] {
  return [...gapOptions, '-itsoffset', String(findTimeOffset(contents)), ...buildFileInput(path)];
}

/** Returns how a file with these streams is written. */
export function buildContainerOptions(kept: readonly KeptTrack[], format: VideoFormat): string[] {
  const hasPicture = kept.some(({ track }) => track.kind === 'picture');
  return [...format.muxer, ...((hasPicture && format.flagsWithPicture) || format.flags)];
}

/** Fills gaps in damaged sound with silence, so that what follows stays in step. */
const gapFiller = 'aresample=async=1:min_hard_comp=0.03';

/** Returns the options for the streams after the video, from input 1. */
export function buildTrackOutput(kept: readonly KeptTrack[], { hidesPreroll, trackNameTag }: VideoFormat): string[] {
  return kept.flatMap(({ track, encoder }, at) => [
    ...['-map', `1:${track.index}`, `-c:${at + 1}`, encoder],
    // Opus states by itself how much of its beginning is not to be heard.
    ...(hidesPreroll || track.kind !== 'audio' || track.codec === 'opus' ? [] : [`-copypriorss:${at + 1}`, '0']),
    ...(track.kind === 'audio' && encoder !== 'copy' ? [`-filter:${at + 1}`, gapFiller] : []),
    ...(trackNameTag && track.name
      ? [`-metadata:s:${at + 1}`, `${trackNameTag}=${track.name.slice(0, maxTagText)}`]
      : []),
    ...(track.kind === 'picture' ? [`-disposition:${at + 1}`, 'attached_pic'] : []),
  ]);
}

/** Returns the output that only makes ffmpeg count the times of input 1 as the decoder of its frames does. */
export function buildClockOutput({ contents }: TrackSource): string[] {
  const tracks = listClockTracks(contents);
  return tracks.length === 0 ? [] : buildDroppedStreams(1, [contents.videoIndex, ...tracks]);
}

/** Returns the options that give chapters without a name one: an MP4 would give them that of the next. */
export function buildChapterNames({ contents }: TrackSource, { needsChapterNames }: VideoFormat): string[] {
  if (!needsChapterNames) return [];
  return contents.unnamedChapters.flatMap((at) => [`-metadata:c:${at}`, `title=${t('Chapter {0}', at + 1)}`]);
}

/** What a container or an encoder says about itself, which is not true of the result. */
const staleTags = new Set(['major_brand', 'minor_version', 'compatible_brands', 'encoder', 'comment']);

/**
 * Returns the tags of a result: those of its source, and the mark that it was made with AI.
 * @param sourceInput the number of the source among the inputs; absent where it is none, and only its own tags are written
 */
export function buildTags(
  format: VideoFormat,
  disclosure: AiDisclosure,
  source: TrackSource | undefined,
  sourceInput?: number,
): string[] {
  const original = source?.contents.tags ?? {};
  const stale = new Set(listStaleTags(original));
  const kept = Object.entries(original).filter(([key]) => !stale.has(key));
  const remark = Object.entries(original)
    .find(([key]) => key.toLowerCase() === 'comment')?.[1]
    .slice(0, maxTagText);
  const comment = [disclosure.tags.comment, remark].filter(Boolean).join(' | ');
  const tags: Readonly<Record<string, string>> = { ...Object.fromEntries(kept), ...disclosure.tags, comment };
  // Those of a mapped source need no mention: a command line has a limited length.
  const renewed =
    sourceInput === undefined
      ? tags
      : { ...Object.fromEntries(listStaleTags(original).map((key) => [key, ''])), ...disclosure.tags, comment };
  const written = format.onlyTags
    ? Object.entries(format.onlyTags).map(([key, meaning]) => [key, tags[meaning]?.slice(0, maxServiceText)] as const)
    : Object.entries(renewed);
  return [
    // Mapping none would drop the tags of streams and chapters, too.
    ...['-map_metadata', String(sourceInput ?? -1)],
    ...written.flatMap(([key, value]) => (value === undefined ? [] : ['-metadata', `${key}=${value}`])),
    ...buildVideoTags(source),
  ];
}

function listStaleTags(tags: Readonly<Record<string, string>>): string[] {
  return Object.keys(tags).filter((key) => staleTags.has(key.toLowerCase()));
}

/** The longest text of a tag, and the longest of all together, that goes through a command line; Windows has the least. */
const maxTagText = 4000;
const maxTagTexts = 16_000;

/** Returns whether the tags of a source are too long for a command line, so that they have to be copied from its file. */
export function hasLongTags({ contents: { tags } }: TrackSource): boolean {
  return Object.entries(tags).reduce((sum, [key, value]) => sum + key.length + value.length, 0) > maxTagTexts;
}

/** Of a name in a transport stream, characters. */
const maxServiceText = 200;

function buildVideoTags(source?: TrackSource): string[] {
  const { language = 'und', title, timecode } = source?.contents.videoTags ?? {};
  return Object.entries({ language, title, timecode }).flatMap(([key, value]) =>
    value === undefined ? [] : ['-metadata:s:v:0', `${key}=${value.slice(0, maxTagText)}`],
  );
}
