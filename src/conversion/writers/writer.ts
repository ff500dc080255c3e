import type { AiDisclosure } from '../../media/aiDisclosure';
import type { FrameSource, FrameWriter } from '../../media/frames';
import type { IniSection, SectionValues } from '../../options/option';

/** The kind of output to write. */
export interface WriterRequest {
  /** A file or a folder. */
  readonly output: string;
  /** Where the frames come from: their size, rate and sound. */
  readonly source: FrameSource;
  readonly disclosure: AiDisclosure;
  readonly signal: AbortSignal;
  /** Called with a sentence about each part of the source that the output cannot hold. */
  readonly onWarning: (message: string) => void;
}

/** A value that does not go with another one of the section. */
export interface WriterConflict {
  readonly key: string;
  readonly message: string;
}

/** A way to write converted frames: `[writer.<name>]` of convert.ini and the docs follow from its record. */
export interface Writer<Options extends IniSection = IniSection> {
  readonly name: string;
  /** A sentence in English that says what the writer writes. */
  readonly help: string;
  readonly options: Options;
  /** Finds good values that do not go together. */
  findConflict?(values: Partial<SectionValues<Options>>): WriterConflict | undefined;
  /** Returns whether this writer can write the output. The first such writer in the list is used. */
  canWrite?(request: WriterRequest): boolean;
  /** Opens the output. Absent: the writer is not available yet; its options are accepted and reported. */
  open?(request: WriterRequest, values: SectionValues<Options>): Promise<FrameWriter>;
}
