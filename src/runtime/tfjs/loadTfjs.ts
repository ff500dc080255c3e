import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Tfjs } from './tfTensor';

/** TensorFlow.js with its native backend, from a package that the user has installed. */
export interface LoadedTfjs {
  readonly tf: Tfjs;
  /** Name of the package: '@tensorflow/tfjs-node-gpu' or '@tensorflow/tfjs-node'. */
  readonly name: string;
  /** Whether it computes on a GPU. */
  readonly isGpu: boolean;
}

export interface TfjsSearch {
  /** Receives a sentence about a package that does not work, or about a GPU package that finds no GPU. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Functions of Node's module util that tfjs-node 4.22 calls. Node 23 removed the first one and will remove the second.
 */
const removedUtil = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: Array.isArray,
} as const;

/** Restores these functions where they are missing, so that tfjs-node works with newer versions of Node. */
function restoreRemovedUtil(): void {
  const shared = util as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(removedUtil)) shared[name] ??= original;
}

const packageNames = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** Environment variable that names a folder where one of the packages is installed. */
const folderVariable = 'FACESWAP_TFJS';

/**
 * Loads `@tensorflow/tfjs-node-gpu`, or `@tensorflow/tfjs-node` if the first is not installed or does not work. Its code is
 * run, so it is looked for only where the user has said so, or where this program is installed: in the folder that the
 * environment variable FACESWAP_TFJS names and those above it, in NODE_PATH, and beside this program. Neither the working
 * directory nor the folder of a model is such a place, because both may have come from anywhere.
 * @throws UserError if neither is installed, or none works
 */
export async function loadTfjs({ onWarning }: TfjsSearch = {}): Promise<LoadedTfjs> {
  const places = listPlaces();
  const failures: string[] = [];
  for (const name of packageNames) {
    const path = findPackage(name, places);
    if (!path) continue;
    try {
      const loaded = await loadPackage(name, path);
      for (const failure of failures) onWarning?.(failure);
      if (name.endsWith('-gpu') && !loaded.isGpu)
        onWarning?.(t('{0} found no GPU and computes on the CPU. Check its CUDA libraries.', name));
      return loaded;
    } catch (error) {
      failures.push(describeBrokenPackage(name, path, error));
    }
  }
  throw new UserError(failures[0] ?? describeMissingPackage());
}

/** Returns files beside which Node is to look: only their folders matter. @throws UserError */
function listPlaces(): readonly string[] {
  const named = process.env[folderVariable];
  if (!named) return [fileURLToPath(import.meta.url)];
  if (!isAbsolute(named))
    throw new UserError(t('{0} must name a folder by its whole path, but is {1}. Correct it.', folderVariable, named));
  return [join(named, 'here'), fileURLToPath(import.meta.url)];
}

function findPackage(name: string, places: readonly string[]): string | undefined {
  for (const place of places)
    try {
      return createRequire(place).resolve(name);
    } catch {
      // not from this place
    }
  return undefined;
}

async function loadPackage(name: string, path: string): Promise<LoadedTfjs> {
  restoreRemovedUtil();
  const tf = createRequire(path)(path) as Tfjs;
  await tf.ready();
  await checkComputation(tf);
  const backend = tf.backend() as { readonly isUsingGpuDevice?: boolean };
  return { tf, name, isGpu: backend.isUsingGpuDevice === true };
}

/** Computes something, because a package can load although its native library does not work. @throws Error */
async function checkComputation(tf: Tfjs): Promise<void> {
  const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]))));
  const [value] = await sum.data();
  sum.dispose();
  if (value !== 12) throw new Error(`${value} for a sum that is 12`);
}

function describeMissingPackage(): string {
  return t(
    'TensorFlow.js was not found. Run "npm install @tensorflow/tfjs-node-gpu" (or @tensorflow/tfjs-node) in a folder of your own and set {0} to it, or set engine = onnx in train.ini.',
    folderVariable,
  );
}

function describeBrokenPackage(name: string, path: string, error: unknown): string {
  const reason = getErrorMessage(error)
    .split('\n', 1)[0]!
    .replace(/[.\s]+$/, '');
  return t(
    '{0} at {1} does not work with Node {2} ({3}). Reinstall it, or set engine = onnx in train.ini.',
    name,
    path,
    process.versions.node,
    reason,
  );
}
