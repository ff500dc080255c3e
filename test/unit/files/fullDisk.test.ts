import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Runs shell commands where a disk of its own, of 256 kB, is mounted at `folder`; nobody else sees it. */
function runOnSmallDisk(folder: string, command: string) {
  const script = `mount -t tmpfs -o size=256k tmpfs "$0" && ${command}`;
  return spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, folder], { encoding: 'utf8' });
}

/** Fills the disk with each writer in turn, and prints its error and the files that it left. */
const program = `
  import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
  import { join, resolve } from 'node:path';
  import { randomBytes } from 'node:crypto';
  import { writeFileAtomic, writeFolderAtomic } from './src/files/atomicFile';
  import { FaceCache } from './src/facesets/review/faceCache';
  import { openImageFolderWriter } from './src/media/imageFolder';
  import { openVideoWriter } from './src/media/videoWriter';
  import { UserError } from './src/shared/errors';
  import { openEvaluationLog, readEvaluationLog } from './src/training/store/curves/evaluationLog';

  const folder = process.argv[2];
  const size = { width: 320, height: 240 };
  const noise = () => ({ ...size, pixels: new Uint8Array(randomBytes(size.width * size.height * 3)) });
  const frame = (index) => ({ ...noise(), index, name: 'clip_' + String(index + 1).padStart(6, '0') + '.png' });
  async function fill(writer) {
    for (let index = 0; index < 100; index++) await writer.write(frame(index));
    await writer.finish();
  }
  const ways = {
    'file.fsa': (path) => writeFileAtomic(path, randomBytes(1 << 20)),
    'clip.mp4': async (path) => fill(await openVideoWriter(path, { ...size, frameRate: { numerator: 25, denominator: 1 } })),
    'snapshot': (path) => writeFolderAtomic(path, async (folder) => writeFileSync(join(folder, 'a'), randomBytes(1 << 20))),
    'stills': async (path) => fill(await openImageFolderWriter(path)),
  };
  for (const [name, write] of Object.entries(ways)) {
    const path = join(folder, name);
    const isFile = name.includes('.');
    if (isFile) writeFileSync(path, 'old');
    const error = await write(path).then(() => undefined, (thrown) => thrown);
    const old = isFile ? readFileSync(path, 'utf8') : 'old';
    const parts = readdirSync(folder, { recursive: true }).filter((entry) => String(entry).includes('.part'));
    console.log(JSON.stringify({ name, isUserError: error instanceof UserError, message: error?.message, old, parts }));
  }
  process.env.FACESWAP_CACHE = join(folder, 'cache');
  const cache = await FaceCache.open('/faces');
  const faces = Array.from({ length: 100 }, () => ({ measures: {}, thumbnail: randomBytes(7000), signature: randomBytes(64) }));
  for (const [i, face] of faces.entries()) await cache.add(String(i), face);
  const isSame = async (face, i) => Buffer.from((await cache.readThumbnail(String(i))) ?? []).equals(face.thumbnail);
  const kept = (await Promise.all(faces.map(isSame))).filter(Boolean).length;
  await cache.close();
  rmSync(join(folder, 'cache'), { recursive: true });
  const model = join(folder, 'model');
  const log = await openEvaluationLog(model, 0, () => undefined);
  const append = (iteration) => log.append({ iteration, seconds: 1, kind: 'save', faces: 24, figures: { margin: 0.5 } });
  let [error, appended] = [undefined, 0];
  while (!error)
    try {
      append(appended + 1);
      appended++;
    } catch (thrown) {
      error = thrown;
    }
  const text = readFileSync(join(model, 'logs', 'evaluation.csv'), 'utf8');
  const isWhole = text.endsWith(String.fromCharCode(10)) && (await readEvaluationLog(model)).length === appended;
  const old = isWhole && appended > 100 ? 'old' : text.slice(-100);
  console.log(JSON.stringify({ name: 'evaluation.csv', isUserError: error instanceof UserError, message: error?.message, old, parts: [] }));
  console.log(JSON.stringify({ kept }));
  process.exit();
`;

const canMount = process.platform === 'linux' && runOnSmallDisk(tmpdir(), 'true').status === 0;

describe.skipIf(!canMount)('a full disk (needs user namespaces)', () => {
  let work: string;
  const getOutfile = () => join(work, 'fill.mjs');

  beforeAll(async () => {
    mkdirSync('.cache', { recursive: true });
    work = mkdtempSync(resolve('.cache/full-disk-')); // below the repository, where Node finds sharp
    const stdin = { contents: program, resolveDir: process.cwd() };
    await build({ stdin, bundle: true, platform: 'node', format: 'esm', external: ['sharp'], outfile: getOutfile() });
  });

  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('is reported in a sentence by every writer; the old file stays, and no part of a new one is left', () => {
    const disk = mkdtempSync(join(work, 'disk-'));
    const { stdout, stderr } = runOnSmallDisk(disk, `'${process.execPath}' '${getOutfile()}' '${disk}'`);
    expect(stderr).toBe('');
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    // A review goes on without its cache, and no face gets the picture of another one.
    expect(results.pop()).toEqual({ kept: 100 });
    expect(results.map(({ name }) => name)).toEqual(['file.fsa', 'clip.mp4', 'snapshot', 'stills', 'evaluation.csv']);
    for (const { isUserError, message, old, parts } of results) {
      expect(message).toMatch(
        /^The disk is full: .* could not be written\. Free some space and run the same command again\.$/,
      );
      expect({ isUserError, old, parts }).toEqual({ isUserError: true, old: 'old', parts: [] });
    }
  });
});
