import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import type { Model } from '../models/model';
import { extractNotes, formatModelCard } from './modelCardText';
import { getModelCardPath, getPreviewPath } from './modelFiles';
import type { TrainingObserver } from './trainingObserver';

/** Keeps the model card up to date: at each save it is written anew, but for the user's notes. */
export function createModelCardObserver(modelDir: string, { inputSize, outputSize }: Model): TrainingObserver {
  let [a, b, count] = [0, 0, 0];
  return {
    onIteration({ lossA, lossB }) {
      a += lossA;
      b += lossB;
      count++;
    },
    async onSave({ state }) {
      const path = getModelCardPath(modelDir);
      const preview = getPreviewPath(modelDir);
      const text = formatModelCard({
        name: basename(resolve(modelDir)),
        state,
        inputSize,
        outputSize,
        ...(count > 0 && { losses: { a: a / count, b: b / count } }),
        ...(existsSync(preview) && { preview: basename(preview) }),
        notes: extractNotes(await readIfPresent(path)),
      });
      await writeFileAtomic(path, text);
      [a, b, count] = [0, 0, 0];
    },
  };
}

async function readIfPresent(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw explainFileError(error, path);
  }
}
