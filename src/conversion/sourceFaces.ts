import { extname, parse } from 'node:path';
import { findUsableLandmarks } from '../faces/alignment';
import type { Landmarks } from '../faces/landmarks';
import type { Alignments, FrameRecord } from '../facesets/alignments';
import { getComparedStem } from '../facesets/source/framePositions';
import type { FrameSource } from '../media/frames';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/** The faces that an alignments file has for the frames of a source. */
export interface SourceFaces {
  /** Returns the landmarks of each face of the frame called `name`; empty for a frame without faces. */
  getFaces(name: string): Landmarks[];
  /** Positions in the source of the frames that it has faces for, ascending. */
  readonly positions: readonly number[];
  /** Sentences on what in the file does not fit. */
  readonly warnings: readonly string[];
}

/**
 * Matches an alignments file to the frames of a source by their names; the extension does not count, because older
 * files call the frames of every video `.png`.
 * @throws UserError when the file has no faces, or none for this source.
 */
export function matchFacesToSource(alignments: Alignments, alignmentsPath: string, source: FrameSource): SourceFaces {
  const records = new Map([...alignments.frames].map(([key, record]) => [getComparedStem(key), record]));
  const withFaces = [...records].filter(([, { faces }]) => faces.length > 0);
  if (withFaces.length === 0)
    throw new UserError(t('{0} has no faces. Extract the faces of {1} first.', alignmentsPath, source.path));
  const getPosition = createFramePositions(source);
  const missing = withFaces.filter(([stem]) => getPosition(stem) === undefined);
  if (missing.length === withFaces.length)
    throw createMismatchError(
      alignmentsPath,
      source,
      missing.map(([stem]) => stem),
    );
  const unusable = withFaces
    .flatMap(([, { faces }]) => faces)
    .filter(({ landmarks }) => !findUsableLandmarks(landmarks)).length;
  return {
    positions: withFaces.flatMap(([stem]) => getPosition(stem) ?? []).sort((a, b) => a - b),
    getFaces: (name) => listUsableFaces(alignments.frames.get(name) ?? records.get(getComparedStem(name))),
    warnings: [
      ...(missing.length > 0
        ? [
            t(
              '{0} of the {1} frames with faces in {2} are not in {3}.',
              missing.length,
              withFaces.length,
              alignmentsPath,
              source.path,
            ),
          ]
        : []),
      ...(unusable > 0
        ? [
            t(
              '{0} faces in {1} do not have the 68 landmarks of a face and are left unchanged.',
              unusable,
              alignmentsPath,
            ),
          ]
        : []),
    ],
  };
}

/** Returns the same faces for frames of another size. */
export function scaleFaces(faces: SourceFaces, [x, y]: readonly [x: number, y: number]): SourceFaces {
  if (x === 1 && y === 1) return faces;
  const scale = (points: Landmarks) => points.map((value, i) => value * (i % 2 === 0 ? x : y));
  return { ...faces, getFaces: (name) => faces.getFaces(name).map(scale) };
}

/** Creates a function that finds the position in the source of a frame by its name without extension; it returns undefined for an unknown name. */
function createFramePositions({ path, imageNames, info }: FrameSource): (stem: string) => number | undefined {
  if (imageNames) {
    const stems = new Map(imageNames.map((name, position) => [getComparedStem(name), position]));
    return (stem) => stems.get(stem);
  }
  const prefix = `${getComparedStem(path)}_`;
  const last = info?.frameCount ?? Number.POSITIVE_INFINITY;
  return (stem) => {
    const number = stem.startsWith(prefix) ? stem.slice(prefix.length) : '';
    const isNumber = /^\d{6,}$/.test(number) && Number(number) >= 1 && Number(number) <= last;
    return isNumber ? Number(number) - 1 : undefined;
  };
}

function createMismatchError(alignmentsPath: string, source: FrameSource, missing: readonly string[]): UserError {
  const ours = source.imageNames?.[0] ?? `${parse(source.path).name}_000001`;
  const otherName = source.kind === 'video' ? findVideoStem(missing) : undefined;
  const advice =
    otherName === undefined
      ? ''
      : ` ${t('If the input is the same film under another name, rename it to {0}.', otherName + extname(source.path))}`;
  return new UserError(
    t(
      '{0} does not belong to {1}: the input has none of its {2} frames with faces ({3}, but the input has {4}). Choose the alignments file of this input.',
      ...[alignmentsPath, source.path, missing.length, missing[0]!, parse(ours).name],
    ) + advice,
  );
}

/** Returns the name of the video whose frames have these names; undefined where they are not all of one. */
function findVideoStem(stems: readonly string[]): string | undefined {
  const names = new Set(stems.map((stem) => /^(.+)_\d{6,}$/.exec(stem)?.[1]));
  return names.size === 1 ? [...names][0] : undefined;
}

function listUsableFaces(record: FrameRecord | undefined): Landmarks[] {
  return (record?.faces ?? []).flatMap(({ landmarks }) => findUsableLandmarks(landmarks) ?? []);
}
