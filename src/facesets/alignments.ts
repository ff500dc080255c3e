import type { FaceRecord } from './faceRecord';
import type { PythonDict } from './pythonValue';

export type { FaceRecord, StoredMask } from './faceRecord';

/** The faces of one frame. */
export interface FrameRecord {
  readonly faces: readonly FaceRecord[];
  /** `pts_time` and `keyframe` for frames of a video; empty for images. Whole numbers. */
  readonly videoMeta: Readonly<Record<string, number>>;
  readonly extra?: PythonDict;
}

/** All faces of a video or a folder of frames. */
export interface Alignments {
  /** The format's version as the file said; written files are {@link alignmentsVersion}. */
  readonly version: number;
  /** By frame key: image basename, or `<video stem>_NNNNNN.<ext>` with 6 digits from 1. */
  readonly frames: Map<string, FrameRecord>;
}

/** The version of the format that is written. */
export const alignmentsVersion = 2.4;

/**
 * Reads an `.fsa` file of version 2.0 to 2.4.
 * @throws UserError when there is none, or it is damaged, or it holds anything but plain data.
 */
export declare function readAlignments(path: string): Promise<Alignments>;

/** Writes an `.fsa` file atomically, as version {@link alignmentsVersion}. */
export declare function writeAlignments(path: string, alignments: Alignments): Promise<void>;

/** Copies `<name>.fsa` to `<name>_bk_YYYY-mm-dd_HH.MM.SS.fsa` beside it, and says where. */
export declare function backupAlignments(path: string, now?: Date): Promise<string>;

/** Where faceswap keeps the alignments of a source: `<video>_alignments.fsa` beside a video, `alignments.fsa` inside a folder. */
export declare function defaultAlignmentsPath(source: { path: string; kind: 'video' | 'images' }): string;
