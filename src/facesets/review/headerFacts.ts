import { UserError } from '../../shared/errors';
import { TaskWindow } from '../../shared/taskWindow';
import { readFaceHeader } from '../facePng';
import type { HeaderFacts } from './planApply';
import { onDisk } from './reviewFolder';

const headersAtOnce = 16;

/** What the headers of `faces` say; those without one that can be read are left out, being no part of any alignments. */
export async function readHeaderFacts(
  { root, paths }: { readonly root: string; readonly paths: readonly string[] },
  faces: readonly number[],
): Promise<Map<number, HeaderFacts>> {
  const facts = new Map<number, HeaderFacts>();
  const tasks = new TaskWindow(headersAtOnce);
  const read = async (face: number) => {
    try {
      const { source, face: record } = await readFaceHeader(onDisk(root, paths[face]!));
      facts.set(face, { frame: source.sourceFilename, index: source.faceIndex, record });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  };
  for (const face of faces) await tasks.add(read(face));
  await tasks.drain();
  return facts;
}
