import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for a test file's own clips and results, gone when its tests are. */
export function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faceswap-media-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the system's ffmpeg, which makes the clips that tests read. */
export function runFfmpeg(...args: readonly string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}

/** What the system's ffprobe says of a file's streams, tags and decoded frames. */
export function probeFile(path: string): ProbedFile {
  const args = ['-v', 'error', '-of', 'json', '-count_frames', '-show_streams', '-show_format', path];
  return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as ProbedFile;
}

export interface ProbedFile {
  readonly streams: readonly {
    readonly codec_type: string;
    readonly codec_name: string;
    readonly width?: number;
    readonly height?: number;
    readonly avg_frame_rate: string;
    readonly nb_read_frames: string;
    readonly color_space?: string;
    readonly pix_fmt?: string;
  }[];
  readonly format: { readonly duration: string; readonly tags?: Readonly<Record<string, string>> };
}

/** `frames` frames of which each is of one gray: 8·index, 0..255, so that a frame tells its number. */
export function makeCountingClip(path: string, frames: number, ...output: readonly string[]): string {
  const source = `color=black:s=64x48:r=10,format=gray,geq=lum=min(255\\,8*N)`;
  runFfmpeg('-f', 'lavfi', '-i', source, '-frames:v', String(frames), ...output, path);
  return path;
}

/** Makes players turn an MP4 clockwise by a quarter: writes the matrix of its track header (ISO 14496-12, section 8.3.2). */
export function rotateQuarter(path: string): void {
  const file = readFileSync(path);
  const matrix = file.indexOf('tkhd') + 44;
  for (const [i, value] of [0, 1, 0, -1, 0, 0, 0, 0].entries()) file.writeInt32BE(value * 65536, matrix + 4 * i);
  writeFileSync(path, file);
}
