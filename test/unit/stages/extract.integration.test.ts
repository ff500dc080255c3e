import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { findFaceApiFolder } from '../../../src/faces/networks/weights';
import { type Alignments, alignmentsVersion, readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { readFaceHeader, writeFaceHeader } from '../../../src/facesets/facePng';
import { isTemporaryName } from '../../../src/files/atomicFile';
import { CanceledError, UserError } from '../../../src/shared/errors';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { type ExtractOptions, extract } from '../../../src/stages/extract/run';
import { createTemporaryFolder, runFfmpeg } from '../../support/media/ffmpegClips';
import { buildEntries } from '../../support/training/buildEntries';

const folder = createTemporaryFolder();
const photo = join(findFaceApiFolder(), 'demo', 'sample1.jpg');
const clip = join(folder, 'clip.mp4');
const clipFrames = 8;
/** Long enough that a kill arrives before the end on a fast machine too. */
const longClip = join(folder, 'long.mp4');
const longClipFrames = 30;

const canMount = runOnSmallDisk(folder, ['true']).status === 0;
const mountNote = canMount ? '' : ' (skipped: this system lets no user mount a small disk)';

beforeAll(() => {
  const camera = "crop=960:640:x='300+8*n':y=250,scale=480:320";
  const shot = ['-loop', '1', '-i', photo, '-vf', camera, '-pix_fmt', 'yuv420p', '-frames:v'];
  runFfmpeg(...shot, String(clipFrames), clip);
  runFfmpeg(...shot, String(longClipFrames), longClip);
});

function createOptions(name: string): ExtractOptions & { readonly alignments: string } {
  return { input: clip, output: join(folder, name), alignments: join(folder, `${name}.fsa`) };
}

async function run(options: ExtractOptions, onEvent: (event: JobEvent, cancel: () => void) => void = () => undefined) {
  const controller = new AbortController();
  const events: JobEvent[] = [];
  const emit = (event: JobEvent) => {
    events.push(event);
    onEvent(event, () => controller.abort());
  };
  return { summary: await extract(options, { signal: controller.signal, emit }), events };
}

const listWarnings = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? [event.message] : []));

function hashPngs(output: string): Map<string, string> {
  const names = readdirSync(output).filter((name) => !isTemporaryName(name));
  return new Map(names.sort().map((name) => [name, readFileSync(join(output, name), 'base64')]));
}

describe('extract', () => {
  it('writes each face of a video as a PNG with a header, and the same data into the alignments', async () => {
    const input = join(folder, 'default.mp4');
    copyFileSync(clip, input);
    const { summary } = await run({ input, output: join(folder, 'faces') });
    const alignments = await readAlignments(join(folder, 'default_alignments.fsa'));
    expect(summary).toMatchObject({ frames: clipFrames, framesWithFaces: clipFrames, output: join(folder, 'faces') });
    expect(summary.alignments).toBe(join(folder, 'default_alignments.fsa'));
    expect(alignments.version).toBe(alignmentsVersion);
    expect([...alignments.frames.keys()][0]).toBe('default_000001.mp4');
    await expectMatchingFaceset(alignments, summary.output, summary.faces);
    expect(readdirSync(folder).filter((name) => name.endsWith('.progress'))).toEqual([]);
  });

  it('reads only every Nth frame, and skips small faces', async () => {
    const { summary } = await run({ ...createOptions('every'), every: 5 });
    expect(summary.frames).toBe(2);
    const frames = (await readAlignments(summary.alignments)).frames;
    expect([...frames.keys()]).toEqual(['clip_000001.mp4', 'clip_000006.mp4']);
    await expect(run({ ...createOptions('large'), every: 5, minSize: 95 })).rejects.toThrow(
      'No faces were found in the 2 frames',
    );
  });

  it('applies the filters of an extract.ini when requested', async () => {
    const config = join(folder, 'extract.ini');
    writeFileSync(config, '[global]\naligner_min_scale = 0.9\n');
    const { summary } = await run({ ...createOptions('unfiltered'), every: 4, config });
    expect(summary.faces).toBeGreaterThan(0);
    await expect(run({ ...createOptions('filtered'), every: 4, config, alignFilters: true })).rejects.toThrow(
      /No faces were found/,
    );
  });

  it('killed at any moment leaves complete images, and the same command finishes with the same result', async () => {
    const whole = { ...createOptions('whole'), input: longClip };
    await run(whole);
    const killed = { ...createOptions('killed'), input: longClip };
    const { folder: built, remove } = await buildEntries({ extract: 'test/support/stages/extractProgram.ts' });
    const firstImage = join(killed.output, 'long_000001_0.png');
    let firstWritten = 0;
    for (const frames of [2, 8, 15]) {
      await runAndKill(join(built, 'extract.mjs'), killed, frames);
      for (const name of hashPngs(killed.output).keys()) await readFaceHeader(join(killed.output, name));
      expect(existsSync(killed.alignments)).toBe(false);
      firstWritten ||= statSync(firstImage).mtimeMs;
    }
    await remove();
    const { summary } = await run(killed);
    expect(statSync(firstImage).mtimeMs).toBe(firstWritten);
    expect(summary.frames).toBe(longClipFrames);
    expect(hashPngs(killed.output)).toEqual(hashPngs(whole.output));
    expect((await readAlignments(killed.alignments)).frames).toEqual((await readAlignments(whole.alignments)).frames);
  });

  it('saves the alignments when it is canceled, and continues from there', async () => {
    const options = { ...createOptions('cancelled'), input: longClip };
    const canceled = run(options, (event, cancel) => {
      if (event.type === 'progress' && event.done >= 3) cancel();
    });
    await expect(canceled).rejects.toBeInstanceOf(CanceledError);
    const soFar = (await readAlignments(options.alignments)).frames.size;
    expect(soFar).toBeGreaterThanOrEqual(3);
    expect(soFar).toBeLessThan(longClipFrames);
    rmSync(join(options.output, 'long_000001_0.png'));
    await run(options);
    expect((await readAlignments(options.alignments)).frames.size).toBe(longClipFrames);
    expect(existsSync(join(options.output, 'long_000001_0.png'))).toBe(true);
    expect(listBackups('cancelled')).toEqual([]);
  });

  it('backs up an alignments file that it replaces', async () => {
    const options = createOptions('replaced');
    const before: Alignments = {
      version: alignmentsVersion,
      frames: new Map([['old.png', { faces: [], videoMeta: new Map() }]]),
    };
    await writeAlignments(options.alignments, before);
    await run({ ...options, every: 6 });
    const [backup, ...others] = listBackups('replaced');
    expect(others).toEqual([]);
    expect([...(await readAlignments(join(folder, backup!))).frames.keys()]).toEqual(['old.png']);
  });

  it('moves the earlier faces of the input to the trash, also those that were grouped, and no others', async () => {
    const options = createOptions('again');
    const { summary } = await run({ ...options, every: 4 });
    const group = join(options.output, 'person_000');
    mkdirSync(group);
    const [first, second] = readdirSync(options.output).filter((name) => name.endsWith('.png'));
    renameSync(join(options.output, first!), join(group, 'best.png'));
    const other = await readFaceHeader(join(options.output, second!));
    copyFileSync(join(options.output, second!), join(options.output, 'other.png'));
    const source = { ...other.source, sourceFilename: 'clip_2_000001.mp4' };
    await writeFaceHeader(join(options.output, 'other.png'), { ...other, source });
    const again = await run({ ...options, every: 4 });
    expect(again.summary.faces).toBe(summary.faces);
    expect(readdirSync(options.output).filter((name) => name.endsWith('.png'))).toHaveLength(summary.faces + 1);
    expect(existsSync(group)).toBe(false);
    const [trash] = readdirSync(join(options.output, '.trash'));
    expect(readdirSync(join(options.output, '.trash', trash!))).toHaveLength(summary.faces); // one in its group
    expect(again.events).toContainEqual({
      ...{ type: 'log', level: 'info' },
      message: `${summary.faces} faces of an earlier extraction were moved to ${join(options.output, '.trash', trash!)}.`,
    });
  });

  it('keeps the earlier faces where nothing is found any more', async () => {
    const options = createOptions('kept');
    await run({ ...options, every: 4 });
    const before = hashPngs(options.output);
    await expect(run({ ...options, every: 4, minSize: 95 })).rejects.toThrow(/No faces were found/);
    expect(hashPngs(options.output)).toEqual(before);
  });

  it('looks only at the frames that the alignments do not have, when told so', async () => {
    const options = createOptions('rest');
    await run({ ...options, every: 4 });
    const before = hashPngs(options.output);
    rmSync(join(options.output, [...before.keys()][0]!)); // removed by the user in a review
    const { summary } = await run({ ...options, skipExisting: true });
    expect(summary.frames).toBe(clipFrames);
    expect([...(await readAlignments(options.alignments)).frames.keys()]).toHaveLength(clipFrames);
    const after = hashPngs(options.output);
    expect(after.size).toBe(summary.faces - 1);
    const [, second] = before.keys();
    expect(after.get(second!)).toBe(before.get(second!));
  });

  it('reports a video without faces, and changes nothing', async () => {
    const input = join(folder, 'empty.mp4');
    runFfmpeg('-f', 'lavfi', '-i', 'testsrc=s=320x240:r=10', '-frames:v', '5', '-pix_fmt', 'yuv420p', input);
    const options = { ...createOptions('none'), input };
    await writeAlignments(options.alignments, { version: alignmentsVersion, frames: new Map() });
    const before = readFileSync(options.alignments);
    const failure = run(options);
    await expect(failure).rejects.toBeInstanceOf(UserError);
    await expect(failure).rejects.toThrow(`No faces were found in the 5 frames of ${input}`);
    expect(readFileSync(options.alignments).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('none') && name !== 'none.fsa')).toEqual(['none']);
  });

  it('refuses an output that is a file, or the folder of the frames', async () => {
    const file = join(folder, 'file.txt');
    writeFileSync(file, 'text');
    await expect(run({ ...createOptions('nowhere'), output: file })).rejects.toThrow('is a file');
    const input = join(folder, 'frames');
    mkdirSync(input);
    copyFileSync(photo, join(input, '1.jpg'));
    await expect(run({ input, output: input })).rejects.toThrow('cannot be written to the folder of the frames');
  });

  it.skipIf(!canMount)(`reports a full disk, and completes once there is space${mountNote}`, async () => {
    const options = createOptions('full');
    mkdirSync(options.output);
    const { folder: built, remove } = await buildEntries({ extract: 'test/support/stages/extractProgram.ts' });
    const words = [process.execPath, join(built, 'extract.mjs'), JSON.stringify(options)];
    const { status, stderr } = runOnSmallDisk(options.output, words);
    await remove();
    expect(status).not.toBe(0);
    expect(stderr).toContain(`The disk is full: ${join(options.output, 'clip_')}`);
    const { summary } = await run(options);
    expect(hashPngs(summary.output).size).toBe(summary.faces);
    expect(summary.frames).toBe(clipFrames);
  });

  it('skips damaged images of a folder with a warning', async () => {
    const input = join(folder, 'images');
    mkdirSync(input);
    await sharp(photo).resize(640).jpeg().toFile(join(input, 'b.jpg'));
    writeFileSync(join(input, 'a.jpg'), readFileSync(join(input, 'b.jpg')).subarray(0, 400));
    const { summary, events } = await run({ input, output: join(folder, 'imagefaces') });
    expect(listWarnings(events)).toEqual([expect.stringContaining('a.jpg')]);
    expect(summary).toMatchObject({ frames: 1, faces: 3, alignments: join(input, 'alignments.fsa') });
    expect([...hashPngs(summary.output).keys()]).toEqual(['b_0.png', 'b_1.png', 'b_2.png']);
    const boxes = (await readAlignments(summary.alignments)).frames.get('b.jpg')!.faces.map(({ x }) => x);
    expect(boxes).toEqual(boxes.toSorted((a, b) => a - b));
  });

  it('starts again when the journal in the folder is of another task or damaged', async () => {
    const options = createOptions('stale');
    // One of them has four gigabytes of zeros, on a disk that keeps holes.
    for (const journal of ['not json\n', '{"task":{"input":"other"}}\n', '7\n', '\0\0\0', 4.5e9]) {
      writeFileSync(`${options.alignments}.progress`, typeof journal === 'string' ? journal : '');
      if (typeof journal === 'number') truncateSync(`${options.alignments}.progress`, journal);
      const { summary } = await run({ ...options, every: 6 });
      expect(summary.frames).toBe(2);
    }
  });
});

/** Runs a program while `folder` is a disk of 700 kB of its own. */
function runOnSmallDisk(mountPoint: string, words: readonly string[]) {
  const script = 'mount -t tmpfs -o size=700k tmpfs "$0" && exec "$@"';
  const args = ['--map-root-user', '--mount', 'sh', '-c', script, mountPoint, ...words];
  return spawnSync('unshare', args, { encoding: 'utf8' });
}

function listBackups(stem: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(`${stem}_bk_`));
}

async function runAndKill(program: string, options: ExtractOptions, afterFrames: number): Promise<void> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as JobEvent;
    if (event.type === 'progress' && event.done >= afterFrames) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
}

/** Every face of the alignments has its PNG, whose header says the same, and a thumbnail. */
async function expectMatchingFaceset(alignments: Alignments, output: string, faces: number): Promise<void> {
  const names = [...hashPngs(output).keys()];
  expect(names.length).toBe(faces);
  for (const name of names) {
    const { face, source } = await readFaceHeader(join(output, name));
    expect(source).toMatchObject({ originalFilename: name, sourceIsVideo: true, sourceFrameDims: [320, 480] });
    const { thumb, ...recorded } = alignments.frames.get(source.sourceFilename)!.faces[source.faceIndex]!;
    expect(face).toEqual(recorded);
    expect(await sharp(thumb).metadata()).toMatchObject({ format: 'jpeg', width: 96, height: 96 });
    expect(await sharp(join(output, name)).metadata()).toMatchObject({ width: 512, height: 512, channels: 3 });
  }
}
