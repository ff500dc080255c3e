import { readFile } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { explainFileError } from './atomicFile';

/**
 * What a killed command has left to be done, from the JSON file where it wrote that down; undefined when there is none.
 * @throws UserError when the file is not what `isSound` accepts
 */
export async function readInterruptedPlan<T>(
  path: string,
  isSound: (plan: Partial<T>) => boolean,
): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw explainFileError(error, path);
  });
  if (text === undefined) return undefined;
  const plan = parseJsonObject<T>(text);
  if (plan && isSound(plan)) return plan as T;
  throw new UserError(
    t(
      '{0}, the plan of an interrupted command, cannot be read. Check the files next to it, delete it, and run the command again.',
      path,
    ),
  );
}

/** Whether a relative path stays below its folder. */
export function isPathWithin(path: unknown): path is string {
  return typeof path === 'string' && !isAbsolute(path) && !normalize(path).startsWith('..');
}

function parseJsonObject<T>(text: string): Partial<T> | undefined {
  try {
    const plan: unknown = JSON.parse(text);
    return typeof plan === 'object' && plan !== null ? plan : undefined;
  } catch {
    return undefined;
  }
}
