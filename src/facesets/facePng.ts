import type { FaceRecord } from './faceRecord';

/** Where a face PNG came from. */
export interface FaceSource {
  readonly alignmentsVersion: number;
  /** `<frame stem>_<face index>.png` when it was extracted. */
  readonly originalFilename: string;
  /** Position among the faces of its frame. */
  readonly faceIndex: number;
  /** The frame's key in the alignments. */
  readonly sourceFilename: string;
  readonly sourceIsVideo: boolean;
  /** [height, width] of the frame in pixels. */
  readonly sourceFrameDims: readonly [number, number];
}

/** The `faceswap` text chunk of a face PNG; `face` has no thumb. */
export interface FaceHeader {
  readonly face: FaceRecord;
  readonly source: FaceSource;
}

/**
 * The header of a face PNG, from its file (only its beginning is read) or its bytes.
 * @throws UserError when it is no PNG, is damaged, or has no header; a file given by bytes is called `name`.
 */
export declare function readFaceHeader(file: string): Promise<FaceHeader>;
export declare function parseFaceHeader(png: Uint8Array, name: string): FaceHeader;

/** The PNG with `header` in place of the one it may have. */
export declare function withFaceHeader(png: Uint8Array, header: FaceHeader): Uint8Array;

/** Replaces the header of a face PNG on disk, atomically. */
export declare function writeFaceHeader(file: string, header: FaceHeader): Promise<void>;

/** Paths of the PNGs in a folder, in name order; `.trash`, hidden and unfinished files are left out. */
export declare function listFacePngs(folder: string, options?: { recursive?: boolean }): Promise<string[]>;

/** `<frame stem>_<face index>.png`. */
export declare function facePngName(frameKey: string, faceIndex: number): string;
