import type { Image } from '../../media/frames';
import type { IniSection } from '../../options/option';
import type { Detection } from '../networks/detections';
import type { Letterbox } from '../networks/letterbox';

/** A detector that is ready to find faces. */
export interface OpenDetector {
  /** Returns the faces of each image whose score is above `minScore` (0..1, 0.5 when absent), best first, in pixels. */
  detect(images: readonly Image[], minScore?: number): Promise<Detection[][]>;
  release(): Promise<void>;
}

/** A way to find faces: the choices of `--detector`, `[detect.<section>]` of extract.ini and the docs follow from its record. */
export interface Detector {
  /** As `--detector` of extract takes it. */
  readonly name: string;
  /** A sentence in English that describes the detector. */
  readonly help: string;
  /** The section of extract.ini, without `detect.` before its name, with its options. */
  readonly section?: string;
  readonly options?: IniSection;
  /** Absent: not available yet; its options are accepted and reported. @param threads all cores when absent */
  readonly open?: (letterbox: Letterbox, threads?: number) => Promise<OpenDetector>;
}
