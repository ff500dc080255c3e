import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { explainFileError } from './atomicFile';
import { storedPathSchema } from './storedPath';

/** A path in a plan: relative to the plan's folder, and below it. */
export const pathWithinSchema = storedPathSchema;

/**
 * Reads the plan that an interrupted command has left: a JSON file with the work that is still to do.
 * @returns undefined when there is none
 * @throws UserError when the file does not match `schema`
 */
export async function readInterruptedPlan<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw explainFileError(error, path);
  });
  if (text === undefined) return undefined;
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text, { abortEarly: true });
  if (success) return output;
  throw new UserError(
    t(
      '{0}, the plan of an interrupted command, cannot be read. Check the files next to it, delete it, and run the command again.',
      path,
    ),
  );
}
