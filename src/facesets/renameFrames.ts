import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../files/atomicFile';
import { readRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { PngError } from '../media/pngChunks';
import { readAlignments, writeAlignments } from './alignments';
import { formatFacePngName, listFacePngs, maxFaceBytes, readFaceHeader, replaceFaceHeader } from './facePng';

/**
 * Names the frames of a video anew, in its face images and in its alignments, which are written to `newAlignments`: the key
 * of a frame begins with the name of its video. The former alignments are left as they are. One that was interrupted is
 * completed by the same call.
 * @throws UserError when a file is damaged or cannot be written; other PNGs among the faces are left alone
 */
export async function renameFrames(
  faces: string,
  alignments: string,
  newAlignments: string,
  newStem: string,
): Promise<void> {
  if (!existsSync(alignments)) return;
  const content = await readAlignments(alignments);
  const { frames } = content;
  const renameKey = (key: string) => key.replace(/^.*(?=_\d{6,}\.[^.]+$)/s, () => newStem);
  for (const face of existsSync(faces) ? await listFacePngs(faces, { recursive: true }) : [])
    await renameFace(face, (key) => (frames.has(key) ? renameKey(key) : undefined));
  const renamed = new Map([...frames].map(([key, frame]) => [renameKey(key), frame] as const));
  await writeAlignments(newAlignments, { ...content, frames: renamed });
}

/** Rewrites a face image of a frame for which `rename` knows a new key. */
async function renameFace(path: string, rename: (key: string) => string | undefined): Promise<void> {
  const header = await readFaceHeader(path).catch(() => undefined); // not a face image, or a damaged one
  const key = header && rename(header.source.sourceFilename);
  if (!header || key === undefined || key === header.source.sourceFilename) return;
  const { source } = header;
  const hasOldName = basename(path) === formatFacePngName(source.sourceFilename, source.faceIndex);
  const target = hasOldName ? join(dirname(path), formatFacePngName(key, source.faceIndex)) : path;
  const originalFilename = formatFacePngName(key, source.faceIndex);
  try {
    const png = await readRegularFile(path, maxFaceBytes);
    await writeFileAtomic(
      target,
      replaceFaceHeader(png, { ...header, source: { ...source, sourceFilename: key, originalFilename } }),
    );
    if (target !== path) await unlink(path);
  } catch (error) {
    if (error instanceof PngError) return; // a damaged picture keeps its name, and the next stage names it
    throw explainFileError(error, path);
  }
}
