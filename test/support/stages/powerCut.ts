import type * as Files from 'node:fs/promises';

let changesLeft = Number.POSITIVE_INFINITY;

/** From the change to files after the next `changes`, every change fails, as if the machine had lost its power there. */
export function cutPowerAfter(changes: number): void {
  changesLeft = changes;
}

export function restorePower(): void {
  changesLeft = Number.POSITIVE_INFINITY;
}

/** node:fs/promises on real files, until the power is cut. For `vi.mock('node:fs/promises', …)`. */
export function wrapFiles(files: typeof Files): typeof Files {
  const failAfterCut =
    <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (changesLeft-- <= 0) throw new Error('power cut');
      return act(...args);
    };
  const open: typeof files.open = async (path, flags, mode) => {
    if (flags !== undefined && flags !== 'r' && changesLeft-- <= 0) throw new Error('power cut');
    return files.open(path, flags, mode);
  };
  return {
    ...files,
    open,
    rename: failAfterCut(files.rename),
    rm: failAfterCut(files.rm),
    rmdir: failAfterCut(files.rmdir),
    copyFile: failAfterCut(files.copyFile),
    mkdir: failAfterCut(files.mkdir as never) as never,
  };
}
