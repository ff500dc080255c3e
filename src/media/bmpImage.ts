import { readFile } from 'node:fs/promises';
import { startFfmpeg } from './ffmpegProcess';

/**
 * Returns a BMP as PNG, which the image library reads; undefined for a file of any other kind. ffmpeg gets the bytes, so that
 * it opens no file.
 */
export async function readBmpAsPng(path: string): Promise<Buffer | undefined> {
  const bytes = await readFile(path);
  if (bytes.toString('latin1', 0, 2) !== 'BM') return undefined;
  const output = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'];
  const { stdin, stdout, exit } = await startFfmpeg(['-f', 'bmp_pipe', '-i', 'pipe:0', ...output]);
  stdin.end(bytes);
  const parts: Buffer[] = [];
  for await (const part of stdout) parts.push(part as Buffer);
  const { exitCode } = await exit;
  return exitCode === 0 && parts.length > 0 ? Buffer.concat(parts) : undefined;
}
