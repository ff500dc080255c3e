import type { Image } from '../../media/frames';
import type { IniSection } from '../../options/option';
import type { Box } from '../geometry';
import type { Landmarks } from '../landmarks';
import type { Letterbox } from '../networks/letterbox';

/** An aligner that is ready to find landmarks. */
export interface OpenAligner {
  /** Returns the 68 landmarks of the face in each box, frame pixels. */
  landmarks(image: Image, boxes: readonly Box[]): Promise<Landmarks[]>;
  release(): Promise<void>;
}

/** A way to find landmarks: the choices of `--aligner`, `[align.<section>]` of extract.ini and the docs follow from its record. */
export interface Aligner {
  /** As `--aligner` of extract takes it. */
  readonly name: string;
  /** A sentence in English that describes the aligner. */
  readonly help: string;
  /** The section of extract.ini, without `align.` before its name, with its options. */
  readonly section?: string;
  readonly options?: IniSection;
  /** Absent: not available yet; its options are accepted and reported. @param threads all cores when absent */
  readonly open?: (letterbox: Letterbox, threads?: number) => Promise<OpenAligner>;
}
