import { startFfmpeg } from './ffmpegProcess';

/** Size of an image in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** The oldest header of a BMP, whose sizes have 16 bits. */
const coreHeaderBytes = 12;

/** Returns the size that a BMP says it has; undefined for a file of any other kind. */
export function readBmpSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 26 || bytes.toString('latin1', 0, 2) !== 'BM') return undefined;
  if (bytes.readUInt32LE(14) === coreHeaderBytes)
    return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
  return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) }; // negative from top to bottom
}

/** Returns a BMP as PNG, which the image library reads. ffmpeg gets the bytes, so that it opens no file. @throws Error */
export async function convertBmpToPng(bytes: Buffer): Promise<Buffer> {
  const output = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'];
  const { stdin, stdout, exit } = await startFfmpeg(['-f', 'bmp_pipe', '-i', 'pipe:0', ...output]);
  stdin.end(bytes);
  const parts: Buffer[] = [];
  for await (const part of stdout) parts.push(part as Buffer);
  const { exitCode } = await exit;
  if (exitCode !== 0 || parts.length === 0) throw new Error('a damaged BMP');
  return Buffer.concat(parts);
}
