import * as v from 'valibot';
import { readRegularText } from '../../files/regularFile';
import { UnfitFileError } from '../../files/storedPath';
import { explainFileError } from '../../files/systemErrors';
import type { LooseIniValues } from '../../options/option';
import { hasErrorCode } from '../../shared/errors';
import type { HeldOutRecord } from '../data/heldOutRecord';
import type { Side } from '../models/model';
import type { FileChecksum } from './safetensors';

/** A file of a save, named without its folder, with its size and checksum. */
export interface ChecksummedFile extends FileChecksum {
  readonly file: string;
}

/** The faces of one side on which a session trained. */
export interface FacesetRecord {
  /** Name of their folder. */
  readonly name: string;
  readonly count: number;
  /** On what basis the person may be shown, in the user's words. */
  readonly consent?: string;
  /** Number of faces beside these that are held out from training; absent in states of earlier versions, and where there are none. */
  readonly held_out?: number;
  /** By which the faces are recognized; absent in states of earlier versions. */
  readonly fingerprint?: readonly number[];
}

export type FacesetPair = Readonly<Record<Side, FacesetRecord>>;

/** One run of the training. */
interface TrainingSessionRecord {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly no_logs: boolean;
  readonly batchsize: number;
  readonly iterations: number;
  /** Options of this run that may differ between runs. */
  readonly config: LooseIniValues;
  /** Faces on which it trained; absent in states of earlier versions. */
  readonly faces?: FacesetPair;
}

/** How much of the time that a training was to take has passed. */
export interface TimeBudgetRecord {
  /** The id of the job, which a resumed one shares. */
  readonly job?: string | undefined;
  readonly seconds: number;
  readonly spent: number;
}

/** What was measured of the best save, on held-out faces. */
export interface BestSave {
  readonly iterations: number;
  /** Its own margin, and the highest of all saves. */
  readonly margin: number;
  readonly highest_margin: number;
  /** Absent where they could not be measured. */
  readonly mouth?: number | undefined;
  readonly ssim?: number | undefined;
}

/** Content of `<trainer>_state.json`: the keys of faceswap, then those of this program. */
export interface ModelState {
  /** The trainer's name. */
  readonly name: string;
  readonly sessions: Readonly<Record<string, TrainingSessionRecord>>;
  /** Lowest mean of both sides' losses between two saves; null before the first. */
  readonly lowest_avg_loss: number | null;
  readonly iterations: number;
  /** Options that are fixed once the model exists. */
  readonly config: LooseIniValues;
  /** Learning rate that a range test found when the model was new. */
  readonly lr_finder?: number;
  /** The time of the last training; absent where it had a goal in iterations alone. */
  readonly budget?: TimeBudgetRecord;
  /** Which faces are held out from training; absent where none are. */
  readonly held_out?: HeldOutRecord;
  /** The figures of the best save; absent where none was measured. */
  readonly best?: BestSave;
  /** Number of the save; part of its files' names. */
  readonly generation: number;
  readonly weights: ChecksummedFile;
  /** Absent if the optimizer's state was not saved with the weights. */
  readonly optimizer?: ChecksummedFile | undefined;
  /** Decides, together with the iteration, the order and the augmentation of the faces. */
  readonly seed: number;
}

/** Largest state file that is read. Ten thousand sessions take half of it. */
const maxStateBytes = 32 << 20;

/**
 * Reads a state file; undefined when it does not exist, is damaged or has impossible values.
 * @throws UserError when it may not be read
 */
export async function readModelState(path: string): Promise<ModelState | undefined> {
  try {
    return parseModelState(await readRegularText(path, maxStateBytes));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || error instanceof UnfitFileError) return undefined;
    throw explainFileError(error, path);
  }
}

/** Formats a state as the text of a state file. */
export function formatModelState(state: ModelState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

/** Parses the text of a state file; undefined when it is damaged or has impossible values. */
export function parseModelState(text: string): ModelState | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // The value itself is returned: it may have further keys of faceswap's, and their order is kept.
    return v.is(stateSchema, value) ? (value as unknown as ModelState) : undefined;
  } catch {
    return undefined; // the caller then uses the previous state
  }
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const plainObject = v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const checksummedFile = v.looseObject({
  file: v.pipe(v.string(), v.regex(/^\w[\w.-]*$/)), // stays inside the model's folder
  bytes: count,
  crc32: count,
});
const section = v.pipe(plainObject, v.record(v.string(), v.union([v.number(), v.string(), v.boolean()])));
const config = v.pipe(plainObject, v.record(v.string(), section));
const faceset = v.looseObject({
  name: v.string(),
  count,
  consent: v.optional(v.string()),
  fingerprint: v.optional(v.array(count)),
  held_out: v.optional(count),
});
const stretches = v.array(v.looseObject({ from: v.string(), to: v.string() }));
const share = v.optional(v.number());
const session = v.looseObject({
  timestamp: v.number(),
  batchsize: count,
  iterations: count,
  config,
  faces: v.optional(v.looseObject({ a: faceset, b: faceset })),
});
const stateSchema = v.looseObject({
  name: v.string(),
  iterations: count,
  generation: count,
  seed: count,
  lowest_avg_loss: v.nullable(v.number()),
  lr_finder: v.optional(v.pipe(v.number(), v.gtValue(0))),
  budget: v.optional(v.looseObject({ job: v.optional(v.string()), seconds: v.number(), spent: v.number() })),
  held_out: v.optional(v.looseObject({ percent: v.number(), a: stretches, b: stretches })),
  best: v.optional(
    v.looseObject({ iterations: count, margin: v.number(), highest_margin: v.number(), mouth: share, ssim: share }),
  ),
  weights: checksummedFile,
  optimizer: v.optional(checksummedFile),
  config,
  sessions: v.pipe(plainObject, v.record(v.string(), session)),
});

/** Returns the state with the faces of A and B swapped; what was measured before is of the other swap, and left out. */
export function swapFacesets({ best: _, ...state }: ModelState): ModelState {
  const sessions = Object.entries(state.sessions).map(([id, session]) => {
    const { faces } = session;
    return [id, faces ? { ...session, faces: { a: faces.b, b: faces.a } } : session] as const;
  });
  const { held_out: heldOut } = state;
  return {
    ...state,
    ...(heldOut && { held_out: { ...heldOut, a: heldOut.b, b: heldOut.a } }),
    sessions: Object.fromEntries(sessions),
  };
}

/** Returns the facesets of the last session that recorded them. */
export function findFacesets({ sessions }: ModelState): FacesetPair | undefined {
  const ids = Object.keys(sessions).map(Number);
  const recorded = ids.sort((a, b) => b - a).map((id) => sessions[String(id)]!.faces);
  return recorded.find((faces) => faces !== undefined);
}
