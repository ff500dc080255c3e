import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from './ffmpeg';
import { buildFileInput } from './ffmpegArguments';

/** Containers round times to milliseconds. */
const timeToleranceSeconds = 0.0021;

/** When each frame of a video is shown, seconds from the first; undefined where they are evenly spaced, or unknown. */
export async function readVariableFrameTimes(path: string): Promise<number[] | undefined> {
  const beginning = await readPacketTimes(path, ['-read_intervals', '%+10']);
  return beginning && isUneven(beginning) ? readPacketTimes(path) : undefined;
}

/** Read from the packets, without decoding. */
async function readPacketTimes(path: string, range: readonly string[] = []): Promise<number[] | undefined> {
  const { ffprobe } = await findFfmpeg();
  const entries = ['-select_streams', 'V:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const args = ['-v', 'quiet', ...range, ...entries, ...buildFileInput(path)];
  const { stdout } = await promisify(execFile)(ffprobe, args, { maxBuffer: 1 << 30, windowsHide: true }).catch(
    () => ({ stdout: '' }), // what is wrong with the file is told when it is decoded
  );
  const lines = stdout.split('\n').map((line) => line.replace(/,.*/, '').trim());
  const times = lines.filter((line) => line !== '').map(Number);
  if (times.length === 0 || !times.every(Number.isFinite)) return undefined;
  times.sort((a, b) => a - b); // packets come in the order of decoding
  return times.map((time) => time - times[0]!);
}

function isUneven(times: readonly number[]): boolean {
  const mean = times.at(-1)! / (times.length - 1);
  return times.some((time, i) => Math.abs(time - i * mean) > timeToleranceSeconds && i > 0);
}
