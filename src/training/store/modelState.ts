import { readFile, stat } from 'node:fs/promises';
import { explainFileError } from '../../files/atomicFile';
import type { LooseIniValues } from '../../options/option';
import { hasErrorCode } from '../../shared/errors';
import type { Side } from '../models/model';
import type { FileChecksum } from './safetensors';

/** A file of a generation, named without its folder, with what proves that it is whole. */
export interface ChecksummedFile extends FileChecksum {
  readonly file: string;
}

/** The faces of one side that a session trained on. */
export interface FacesetRecord {
  /** Of their folder. */
  readonly name: string;
  readonly count: number;
  /** On what basis the person may be shown, in the user's words. */
  readonly consent?: string;
}

export type FacesetPair = Readonly<Record<Side, FacesetRecord>>;

/** One run of training. */
interface TrainingSessionRecord {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly no_logs: boolean;
  readonly batchsize: number;
  readonly iterations: number;
  /** The values of that run which may change between runs. */
  readonly config: LooseIniValues;
  /** What it trained on; absent in states of earlier versions. */
  readonly faces?: FacesetPair;
}

/** `<trainer>_state.json`: faceswap's keys, then ours. */
export interface ModelState {
  /** The trainer's name. */
  readonly name: string;
  readonly sessions: Readonly<Record<string, TrainingSessionRecord>>;
  /** Lowest mean of both sides' losses between two saves; null before the first. */
  readonly lowest_avg_loss: number | null;
  readonly iterations: number;
  /** The values that the model keeps for its life. */
  readonly config: LooseIniValues;
  /** The learning rate that a range test found when the model was new. */
  readonly lr_finder?: number;
  /** Counts the saves; stamps the files. */
  readonly generation: number;
  readonly weights: ChecksummedFile;
  /** Absent where the optimizer's state was not saved with the weights. */
  readonly optimizer?: ChecksummedFile | undefined;
  /** With the iteration it decides the order and the augmentation of the faces. */
  readonly seed: number;
}

/** Ten thousand sessions take half of this. */
const largestStateBytes = 32 << 20;

/**
 * Reads a state file; undefined when there is none, or it is damaged or says something impossible.
 * @throws UserError when it may not be read
 */
export async function readModelState(path: string): Promise<ModelState | undefined> {
  try {
    if ((await stat(path)).size > largestStateBytes) return undefined;
    return parseModelState(await readFile(path, 'utf8'));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw explainFileError(error, path);
  }
}

/** The text of a state file. */
export function formatModelState(state: ModelState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

/** The state that a text is; undefined when it is damaged or says something impossible. */
export function parseModelState(text: string): ModelState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // a damaged state is answered by the previous one
  }
  if (!isRecord(value)) return undefined;
  const { name, sessions, lowest_avg_loss, iterations, config, lr_finder, generation, weights, optimizer, seed } =
    value;
  const valid =
    typeof name === 'string' &&
    isCount(iterations) &&
    isCount(generation) &&
    isCount(seed) &&
    (lowest_avg_loss === null || typeof lowest_avg_loss === 'number') &&
    (lr_finder === undefined || (typeof lr_finder === 'number' && lr_finder > 0)) &&
    isSealedFile(weights) &&
    (optimizer === undefined || isSealedFile(optimizer)) &&
    isConfig(config) &&
    isRecord(sessions) &&
    Object.values(sessions).every(isSessionRecord);
  return valid ? (value as unknown as ModelState) : undefined;
}

function isSealedFile(value: unknown): value is ChecksummedFile {
  return (
    isRecord(value) &&
    typeof value.file === 'string' &&
    /^\w[\w.-]*$/.test(value.file) && // stays inside the model's folder
    isCount(value.bytes) &&
    isCount(value.crc32)
  );
}

function isSessionRecord(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.timestamp === 'number' &&
    isCount(value.batchsize) &&
    isCount(value.iterations) &&
    isConfig(value.config) &&
    (value.faces === undefined || isFacesets(value.faces))
  );
}

function isFacesets(value: unknown): boolean {
  const isFaceset = (faces: unknown) =>
    isRecord(faces) &&
    typeof faces.name === 'string' &&
    isCount(faces.count) &&
    (faces.consent === undefined || typeof faces.consent === 'string');
  return isRecord(value) && isFaceset(value.a) && isFaceset(value.b);
}

function isConfig(value: unknown): boolean {
  const isValue = (entry: unknown) => ['number', 'string', 'boolean'].includes(typeof entry);
  return (
    isRecord(value) &&
    Object.values(value).every((section) => isRecord(section) && Object.values(section).every(isValue))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A state whose A is B and whose B is A. */
export function swapFacesets(state: ModelState): ModelState {
  const sessions = Object.entries(state.sessions).map(([id, session]) => {
    const { faces } = session;
    return [id, faces ? { ...session, faces: { a: faces.b, b: faces.a } } : session] as const;
  });
  return { ...state, sessions: Object.fromEntries(sessions) };
}

/** Those of the last session that has noted them. */
export function findFacesets({ sessions }: ModelState): FacesetPair | undefined {
  const ids = Object.keys(sessions).map(Number);
  const noted = ids.sort((a, b) => b - a).map((id) => sessions[String(id)]!.faces);
  return noted.find((faces) => faces !== undefined);
}
