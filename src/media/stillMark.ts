import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { openRegularFile } from '../files/regularFile';
import { type PngText, parseTextChunk, readPngHead } from './pngChunks';

const keyword = 'faceswap-frame';
const headBytes = 4096;

/** Returns the text chunk that says from which video a still is, by the video's name and size. */
export async function createStillMark(video: string): Promise<PngText> {
  const { size } = await stat(video);
  return { keyword, text: `${basename(video)} (${size} bytes)` };
}

/** Returns the text of the mark of a still; undefined for any other picture, or for what cannot be read. */
export async function readStillMark(path: string): Promise<string | undefined> {
  const file = await openRegularFile(path).catch(() => undefined);
  try {
    const bytes = Buffer.alloc(headBytes);
    const head = file && (await file.read(bytes, 0, headBytes, 0));
    const texts = readPngHead(bytes.subarray(0, head?.bytesRead ?? 0)).chunks.map(parseTextChunk);
    return texts.find((text) => text?.keyword === keyword)?.text;
  } catch {
    return undefined; // no PNG
  } finally {
    await file?.close();
  }
}
