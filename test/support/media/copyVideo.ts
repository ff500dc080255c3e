import { execFileSync } from 'node:child_process';
import { PixelPool } from '../../../src/media/frames';
import { openFrames } from '../../../src/media/openFrames';
import { openVideoWriter } from '../../../src/media/videoWriter';

/** Reads a video and writes it again, as a conversion without faces does. */
export async function copyVideo(input: string, output: string) {
  const warnings: string[] = [];
  const onWarning = (warning: string) => warnings.push(warning);
  const source = await openFrames(input, { onWarning });
  const info = source.info!;
  const writer = await openVideoWriter(output, {
    ...info,
    tracksFrom: { path: input, contents: info.contents },
    onWarning,
  });
  const warningsBefore = warnings.length;
  const pool = new PixelPool();
  let frames = 0;
  for await (const frame of source.frames(pool)) {
    await writer.write(frame);
    pool.give(frame.pixels);
    frames++;
  }
  await writer.finish();
  return { frames, expected: source.frameCount, warnings, warningsBefore };
}

/** Asks ffprobe when each frame of a stream is shown, in seconds; it decodes the stream. */
export function readFrameTimes(path: string, stream = 'V:0'): number[] {
  const entries = ['-select_streams', stream, '-show_entries', 'frame=best_effort_timestamp_time', '-of', 'json'];
  const output = execFileSync('ffprobe', ['-v', 'quiet', ...entries, path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const { frames } = JSON.parse(output) as { frames: { best_effort_timestamp_time: string }[] };
  return frames.map((frame) => Number(frame.best_effort_timestamp_time));
}
