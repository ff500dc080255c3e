import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { UserError } from '../../shared/errors';
import { readFaceHeader } from '../facePng';
import type { FrameFace } from './alignmentsChange';
import { resolveFacePath } from './reviewFolder';

/** Headers read at once. */
export const headerConcurrency = 16;

/** Which face of which frame each of `faces` is, by its header; those without a header that can be read are left out, being no part of any alignments. */
export async function readFaceFrames(
  { root, paths }: { readonly root: string; readonly paths: readonly string[] },
  faces: readonly number[],
  onProgress: (done: number) => void = () => undefined,
): Promise<Map<number, FrameFace>> {
  const frames = new Map<number, FrameFace>();
  const tasks = new ConcurrencyLimit(headerConcurrency);
  let done = 0;
  const read = async (face: number) => {
    try {
      const { source } = await readFaceHeader(resolveFacePath(root, paths[face]!));
      frames.set(face, { frame: source.sourceFilename, index: source.faceIndex });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    onProgress(++done);
  };
  for (const face of faces) await tasks.add(read(face));
  await tasks.drain();
  return frames;
}
