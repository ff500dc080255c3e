import { dirname, parse, relative, resolve, sep } from 'node:path';
import { readFrameAt } from '../../media/frameAt';
import type { FrameSource } from '../../media/frames';
import { type PictureSample, sampleEdge, samplePicture } from '../../media/pictureSample';
import { estimateFrameCount } from '../../media/videoInfo';
import type { Alignments } from '../alignments';
import { PythonDataReader } from '../python/pythonDataReader';
import { createPythonFloat, FormatError, type PythonDict, type PythonValue } from '../python/pythonValue';

/** What an alignments file says of the video or folder of images that it was made from. */
export interface SourceRecord {
  /** Its file name. */
  readonly name: string;
  readonly kind: FrameSource['kind'];
  /** Absent where the container of a video tells neither its frames nor its duration. */
  readonly frameCount?: number;
  /** Whether the frames were counted, not estimated from the duration. */
  readonly isCounted: boolean;
  /** Of a frame of a video, or of the first image. */
  readonly width: number;
  readonly height: number;
  /** Frames per second of a video. */
  readonly frameRate?: number;
  /** A few of its frames. */
  readonly samples: readonly FrameSample[];
  /** Every how many frames were looked at for faces. */
  readonly every: number;
  readonly place?: SourcePlace;
}

/** Where a source and its faces were, relative to the folder of the alignments file. */
export interface SourcePlace {
  readonly source: string;
  readonly faces: string;
}

export interface FrameSample {
  /** The name of the frame without its ending. */
  readonly stem: string;
  /** Its position in the source, from 0. */
  readonly position: number;
  readonly width: number;
  readonly height: number;
  readonly picture: PictureSample;
}

/** The key of the metadata of an alignments file under which the record is; faceswap reads only the version there. */
const metaKey = 'faceswap_workbench';
const sampleCount = 3;
/** The positions of the samples where the length of a video is not known. */
const firstPositions = [0, 25, 75];

export type SourceFacts = Omit<SourceRecord, 'samples' | 'every' | 'place'>;

/** Describes a source without reading its frames, but for the size of the first image of a folder. */
export async function describeSource(source: FrameSource): Promise<SourceFacts> {
  const name = parse(source.path).base;
  if (source.info) {
    const { width, height, frameRate } = source.info;
    const frameCount = estimateFrameCount(source.info);
    return {
      name,
      kind: 'video',
      ...(frameCount === undefined ? {} : { frameCount }),
      isCounted: source.info.frameCount !== undefined,
      width,
      height,
      frameRate: frameRate.numerator / frameRate.denominator,
    };
  }
  const { width = 0, height = 0 } = (await readFrameAt(source, 0)) ?? {};
  return { name, kind: 'images', frameCount: source.imageNames?.length ?? 0, isCounted: true, width, height };
}

/** Describes a source with samples of a few frames that are spread over it. */
export async function recordSource(
  source: FrameSource,
  { every, place }: Pick<SourceRecord, 'every' | 'place'>,
): Promise<SourceRecord> {
  const facts = await describeSource(source);
  const { frameCount } = facts;
  const spread = Array.from({ length: sampleCount }, (_, i) =>
    Math.floor(((i + 0.5) * (frameCount ?? 0)) / sampleCount),
  );
  const positions = frameCount === undefined ? firstPositions : [...new Set(spread)];
  const samples: FrameSample[] = [];
  for (const position of positions) {
    const image = await readFrameAt(source, position);
    if (!image) continue;
    const { width, height } = image;
    samples.push({ stem: getFrameStem(source, position), position, width, height, picture: samplePicture(image) });
  }
  return { ...facts, samples, every, ...(place && { place }) };
}

export function describePlace(
  { path }: FrameSource,
  { alignments, faces }: { readonly alignments: string; readonly faces: string },
): SourcePlace {
  const describe = (target: string) => relative(dirname(alignments), resolve(target)).split(sep).join('/');
  return { source: describe(path), faces: describe(faces) };
}

/** Returns the name without ending of the frame at a position. */
export function getFrameStem({ path, imageNames }: FrameSource, position: number): string {
  return imageNames
    ? parse(imageNames[position] ?? '').name
    : `${parse(path).name}_${String(position + 1).padStart(6, '0')}`;
}

/** Returns the metadata of an alignments file with the record of its source. */
export function addSourceRecord(meta: PythonDict, record: SourceRecord): PythonDict {
  return new Map([...meta, [metaKey, new Map([['source', formatRecord(record)]])]]);
}

/** Reads the record of the source; undefined where another program wrote the file, or the record makes no sense. */
export function findSourceRecord({ meta }: Pick<Alignments, 'meta'>): SourceRecord | undefined {
  const own = meta?.get(metaKey);
  const record = own instanceof Map ? (own as PythonDict).get('source') : undefined;
  if (!(record instanceof Map)) return undefined;
  try {
    return parseRecord(record as PythonDict);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function formatRecord(record: SourceRecord): PythonDict {
  const { name, kind, frameCount, isCounted, width, height, frameRate, samples, every, place } = record;
  return new Map<string, PythonValue>([
    ['name', name],
    ['kind', kind],
    ['frames', frameCount ?? null],
    ['counted', isCounted],
    ['width', width],
    ['height', height],
    ['rate', frameRate === undefined ? null : createPythonFloat(frameRate)],
    ['every', every],
    ['place', place ? new Map(Object.entries(place)) : null],
    ['samples', samples.map(formatSample)],
  ]);
}

function formatSample({ stem, position, width, height, picture }: FrameSample): PythonDict {
  return new Map<string, PythonValue>([
    ['frame', stem],
    ['position', position],
    ['width', width],
    ['height', height],
    ['picture', picture],
  ]);
}

/** More values than any record has. */
const largestRecord = 100_000;

function parseRecord(record: PythonDict): SourceRecord {
  const data = new PythonDataReader(largestRecord);
  const kind = record.get('kind');
  if (kind !== 'video' && kind !== 'images') throw new FormatError('a source of an unknown kind');
  const frameCount = record.get('frames') ?? undefined;
  const frameRate = record.get('rate') ?? undefined;
  const place = record.get('place') ?? undefined;
  return {
    name: data.readText(record.get('name'), 'name'),
    kind,
    ...(frameCount === undefined ? {} : { frameCount: data.readInteger(frameCount, 'frames') }),
    isCounted: record.get('counted') === true,
    width: data.readInteger(record.get('width'), 'width'),
    height: data.readInteger(record.get('height'), 'height'),
    ...(frameRate === undefined ? {} : { frameRate: data.readNumber(frameRate, 'rate') }),
    every: Math.max(1, data.readInteger(record.get('every') ?? 1, 'every')),
    ...(place === undefined ? {} : { place: parsePlace(place, data) }),
    samples: data.readList(record.get('samples') ?? [], 'samples').map((sample) => parseSample(sample, data)),
  };
}

function parsePlace(value: unknown, data: PythonDataReader): SourcePlace {
  const place = data.readDict(value, 'place');
  return { source: data.readText(place.get('source'), 'source'), faces: data.readText(place.get('faces'), 'faces') };
}

function parseSample(value: unknown, data: PythonDataReader): FrameSample {
  const sample = data.readDict(value, 'a sample');
  const picture = data.readBytes(sample.get('picture'), 'picture');
  if (picture.length !== sampleEdge ** 2) throw new FormatError('a sample of another size');
  return {
    stem: data.readText(sample.get('frame'), 'frame'),
    position: data.readInteger(sample.get('position'), 'position'),
    width: data.readInteger(sample.get('width'), 'width'),
    height: data.readInteger(sample.get('height'), 'height'),
    picture,
  };
}
