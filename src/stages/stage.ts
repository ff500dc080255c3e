import type { OptionSet, OptionSetValues, OptionValue } from '../options/option';
import type { JobContext } from '../shared/jobEvents';

/** Values of options by their keys, before they are checked. */
export type GivenOptions = Readonly<Record<string, OptionValue>>;

/** A video or a folder of images in a project. */
export interface SourceInProject {
  readonly path: string;
  /** Where its alignments are, or will be. */
  readonly alignments: string;
  /** Returns where the project keeps the source with its faces swapped; `swapName` tells the swaps of one source apart. */
  getSwapPath(swapName: string): string;
  /** Returns where the project keeps a picture of a few swapped frames of the source. */
  getPreviewPath(swapName: string): string;
}

/** The files of a project for the person with the name `--name`. */
export interface PersonInProject {
  readonly name: string;
  /** The note on what basis this person may be shown. */
  readonly consent?: string;
  readonly facesFolder: string;
  /** @throws UserError when the person has no sources */
  listSources(): Promise<readonly SourceInProject[]>;
  /** Returns the paths of the alignments files. @throws UserError when there are none */
  listAlignments(): Promise<readonly string[]>;
  /** Returns the folder with most faces: after sorting, those of the person. @throws UserError when there are no faces */
  findLargestFaceset(): Promise<string>;
  /** Returns the path of the settings file `name` of the project; undefined when it has none. */
  findIni(name: 'extract.ini' | 'convert.ini'): string | undefined;
}

/** The files of a project for the model with the name `--name`. */
export interface ModelInProject {
  readonly name: string;
  /** A folder, or a .dfm file. */
  readonly path: string;
  readonly trainer: string;
  /** The person who is replaced. */
  readonly a: PersonInProject;
  /** The person who appears instead. */
  readonly b: PersonInProject;
}

/** A command that is short for a stage with some of its options set. */
export interface StageShortcut {
  readonly command: string;
  readonly help: string;
  readonly options: GivenOptions;
}

/** A file or a folder that a stage writes. */
export interface StageOutput {
  readonly path: string;
  /** What the stage makes of it: it decides what may be there before (checkOutputs.ts). */
  readonly kind: OutputKind;
}

/** Names of the records in outputKinds.ts. */
export type OutputKind =
  | 'result'
  | 'video'
  | 'picture'
  | 'stills'
  | 'pictures'
  | 'faces'
  | 'alignments'
  | 'export'
  | 'page'
  | 'figures'
  | 'evaluation'
  | 'experiment'
  | 'newFolder'
  | 'newModel'
  | 'edited';

/**
 * What a job leaves for the user to open: a video or a picture, a file or a folder, a report that its summary holds, or
 * nothing but changed files.
 */
export type StageResult = 'media' | 'files' | 'report' | 'none';

/**
 * A stage of the pipeline: all that is known of it but the work itself. The command line, its help, `tasks.json`, locks,
 * journals and titles are derived from these records. They are loaded whenever the command line or the extension starts,
 * so a record imports nothing heavy: the work is loaded by `run`.
 */
export interface Stage<Name extends string = string, Options extends OptionSet = OptionSet> {
  /** Its name in journals and in `tasks.json`, and on the command line unless there is a `command`. */
  readonly name: Name;
  /** Its name on the command line where that is another: one word or two. */
  readonly command?: string;
  /** The title of a job in English, such as `Extract Faces`; its translations are in `l10n`. */
  readonly title: string;
  /** The help of the command line, in English; its translations are in `l10n`. */
  readonly help: string;
  readonly options: Options;
  readonly shortcuts?: readonly StageShortcut[];
  /** Whether VS Code suggests it as a task for each person or model of a project. */
  readonly isSuggestedTask?: true;
  /** The kind of thing that a job leaves for the user to open; `files` when absent. */
  readonly result?: StageResult;
  /**
   * Returns the files and folders that the stage writes: no other job may work there at the same time, and what it did not
   * make there is not replaced.
   */
  listOutputs(options: OptionSetValues<Options>): readonly StageOutput[];
  /**
   * Returns the folders of faces that the stage reads or adds to: what a killed command has left half done there is
   * completed before it runs. Absent where the stage has nothing to do with folders of faces.
   */
  getFaceFolders?(options: OptionSetValues<Options>): readonly (string | undefined)[];
  /** Returns the options of each job for a person of a project; absent where the stage is not about a person. */
  listPersonJobs?(person: PersonInProject): readonly GivenOptions[] | Promise<readonly GivenOptions[]>;
  /**
   * Returns the options of each job for a model of a project; absent where the stage is not about a model. Of a stage with
   * jobs for both, a name is that of a person, or else of a model.
   */
  listModelJobs?(
    model: ModelInProject,
    given: GivenOptions,
  ): readonly GivenOptions[] | Promise<readonly GivenOptions[]>;
  /** Returns variables to set in the environment of the process that runs it. */
  getEnvironment?(): Readonly<Record<string, string>>;
  /** Loads the work. It returns a flat summary, which is written as JSON. */
  run(): Promise<(options: OptionSetValues<Options>, job: JobContext) => Promise<object>>;
}

/** Gives the record of a stage its exact type. */
export function defineStage<const Name extends string, const Options extends OptionSet>(
  stage: Stage<Name, Options>,
): Stage<Name, Options> {
  return stage;
}
