import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import type { Model } from '../models/model';
import { modelCardText, notesOf } from './modelCardText';
import { modelCardPath, previewPath } from './modelFiles';
import type { TrainingObserver } from './trainingObserver';

/** Keeps the model card up to date: at each save it is written anew, but for the user's notes. */
export function modelCard(modelDir: string, { inputSize, outputSize }: Model): TrainingObserver {
  let [a, b, count] = [0, 0, 0];
  return {
    iterated({ lossA, lossB }) {
      a += lossA;
      b += lossB;
      count++;
    },
    async saved({ state }) {
      const path = modelCardPath(modelDir);
      const preview = previewPath(modelDir);
      const text = modelCardText({
        name: basename(resolve(modelDir)),
        state,
        inputSize,
        outputSize,
        ...(count > 0 && { losses: { a: a / count, b: b / count } }),
        ...(existsSync(preview) && { preview: basename(preview) }),
        notes: notesOf(await textOf(path)),
      });
      await writeFileAtomic(path, text);
      [a, b, count] = [0, 0, 0];
    },
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw explainFileError(error, path);
  }
}
