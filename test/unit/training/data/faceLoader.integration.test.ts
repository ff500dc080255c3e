import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaceLoaderOptions, openFaceLoader } from '../../../../src/training/data/faceLoader';
import type { FaceBatch } from '../../../../src/training/data/loaderProtocol';
import { buildEntries, loaderEntry } from '../../../support/training/buildEntries';
import { createNoisePng, writeFaces } from '../../../support/training/syntheticFaces';

const geometry = {
  inputSize: 32,
  outputSize: 48,
  centering: 'face',
  coverage: 0.875,
  verticalOffset: 0,
  maskType: 'extended',
} as const;

let work: string;
let build: Awaited<ReturnType<typeof buildEntries>>;
let options: FaceLoaderOptions;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'face-loader-'));
  build = await buildEntries({ ...loaderEntry, owner: 'test/support/training/loaderParentProgram.ts' });
  await writeFaces(join(work, 'a'), 7);
  await writeFaces(join(work, 'b'), 4);
  const loaderModule = join(build.folder, 'loader.mjs');
  options = { folderA: join(work, 'a'), folderB: join(work, 'b'), batchSize: 3, geometry, seed: 17, loaderModule };
});

afterAll(async () => {
  await build.remove();
  await rm(work, { recursive: true, force: true });
});

/** The digests of the first batches, by iteration. */
async function readBatches(count: number, extra: Partial<FaceLoaderOptions> = {}): Promise<string[]> {
  const loader = await openFaceLoader({ ...options, ...extra });
  const taken: string[] = [];
  try {
    while (taken.length < count) {
      const { iteration, a, b } = await loader.next();
      const hash = createHash('sha256');
      for (const part of [a.input, a.target, a.masks, b.input, b.target, b.masks]) hash.update(part);
      taken.push(`${iteration} ${hash.digest('hex')}`);
    }
  } finally {
    await loader.close();
  }
  return taken;
}

async function readFirstBatch(extra: Partial<FaceLoaderOptions>): Promise<FaceBatch> {
  const loader = await openFaceLoader({ ...options, ...extra });
  try {
    return await loader.next();
  } finally {
    await loader.close();
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

describe('batches', () => {
  it('have the sizes of the model', async () => {
    const loader = await openFaceLoader(options);
    const { a, b } = await loader.next();
    await loader.close();
    expect(a.input).toHaveLength(3 * 32 * 32 * 3);
    expect(b.target).toHaveLength(3 * 48 * 48 * 3);
    expect(b.masks).toHaveLength(3 * 48 * 48 * 3);
  });

  it('are the same from one process, from three, and after a resume', async () => {
    const one = await readBatches(6);
    const three = await readBatches(6, { processes: 3 });
    const resumed = await readBatches(3, { processes: 2, startIteration: 3 });
    expect(one.map((batch) => Number(batch.split(' ')[0]))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(one.map((batch) => batch.split(' ')[1])).size).toBe(6);
    expect(three).toEqual(one);
    expect(resumed).toEqual(one.slice(3));
  });

  it('are the same with and without a cache in memory', async () => {
    expect(await readBatches(4, { cacheBytes: 0 })).toEqual(await readBatches(4));
  });

  it('are the same with and without a cache on disk', async () => {
    const sampleFolder = join(work, 'samples');
    const plain = await readBatches(4);
    expect(await readBatches(4, { sampleFolder, processes: 2 })).toEqual(plain);
    const stored = await readdir(sampleFolder, { recursive: true });
    expect(stored.filter((name) => !name.endsWith('.txt'))).toHaveLength(2 + 7 + 4);
    expect(await readBatches(4, { sampleFolder })).toEqual(plain);
  });

  it('warped to landmarks are the same from any process, and differ from others only in the input', async () => {
    const augmentation = { warpToLandmarks: true };
    const one = await readBatches(4, { augmentation });
    expect(await readBatches(4, { augmentation, processes: 2 })).toEqual(one);
    const [grid, shapes] = [await readFirstBatch({}), await readFirstBatch({ augmentation })];
    expect(shapes.a.target).toEqual(grid.a.target);
    expect(shapes.b.masks).toEqual(grid.b.masks);
    expect(shapes.a.input).not.toEqual(grid.a.input);
  });

  it('differ with the seed', async () => {
    expect(await readBatches(1, { seed: 18 })).not.toEqual(await readBatches(1));
  });
});

describe('loader processes', () => {
  it('that are killed end the training with an error, for pending and for later batches', async () => {
    const loader = await openFaceLoader(options);
    await loader.next();
    for (const id of loader.processIds) process.kill(id, 'SIGKILL');
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => loader.next()));
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { name: 'UserError' } });
    await expect(loader.next()).rejects.toThrow(/ended unexpectedly \(SIGKILL\)/);
    await loader.close();
  });

  it('have ended once the loader is closed', async () => {
    const loader = await openFaceLoader({ ...options, processes: 2 });
    expect(loader.processIds.every(isAlive)).toBe(true);
    await loader.close();
    expect(loader.processIds.some(isAlive)).toBe(false);
  });

  it('end by themselves when the training process is killed', async () => {
    const owner = spawn(process.execPath, [join(build.folder, 'owner.mjs'), options.folderA, options.loaderModule!], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
    expect(isAlive(Number(line))).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isAlive(Number(line)), { timeout: 20_000 }).toBe(false);
  });
});

describe('training folders', () => {
  const openLoader = (folder: string) => openFaceLoader({ ...options, folderA: folder });

  it('with a damaged face are trained without it, and it is reported once', async () => {
    const folder = join(work, 'damaged');
    const files = await writeFaces(folder, 4);
    const bytes = await readFile(files[2]!);
    await writeFile(files[2]!, bytes.subarray(0, bytes.length - 3000));
    const warnings: string[] = [];
    await readBatches(6, { folderA: folder, processes: 2, onWarning: (message) => warnings.push(message) });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(files[2]);
  });

  it('without any readable face are rejected', async () => {
    const folder = join(work, 'ruined');
    for (const file of await writeFaces(folder, 2)) {
      const bytes = await readFile(file);
      await writeFile(file, bytes.subarray(0, bytes.length - 3000));
    }
    await expect(readBatches(1, { folderA: folder })).rejects.toThrow(/None of the face images/);
  });

  it('with PNGs that have no header are trained without them, and all of them are told at once', async () => {
    const folder = join(work, 'foreign');
    await writeFaces(folder, 2);
    for (const name of ['holiday.png', 'saved1.png', 'saved2.png'])
      await writeFile(join(folder, name), await createNoisePng(1, 64));
    for (const name of ['a.bmp', 'b.JFIF']) await writeFile(join(folder, name), '');
    const warnings: string[] = [];
    const loader = await openFaceLoader({
      ...options,
      folderA: folder,
      onWarning: (message) => warnings.push(message),
    });
    await loader.close();
    expect(loader.faceCount.a).toBe(2);
    expect(warnings).toEqual([
      expect.stringMatching(/^3 of 5 images in .*foreign are left out\. .*holiday\.png has no faceswap header/),
      expect.stringMatching(/foreign has images of other kinds \(2, such as a\.bmp\)/),
    ]);
    await rm(join(folder, 'face_000_0.png'));
    await rm(join(folder, 'face_001_0.png'));
    await expect(openLoader(folder)).rejects.toThrow(/^None of the 3 faces in .*holiday\.png has no faceswap header/);
  });

  it.skipIf(process.platform === 'win32')(
    'of links are trained on those that stay in the folder, and the others are told',
    async () => {
      const folder = join(work, 'links');
      const [own, other] = await writeFaces(folder, 2);
      const [elsewhere] = await writeFaces(join(work, 'linked'), 1);
      await rm(other!);
      await symlink(own!, join(folder, 'again.png'));
      await symlink(elsewhere!, join(folder, 'elsewhere.png'));
      await symlink(join(work, 'nothing.png'), join(folder, 'nothing.png'));
      await symlink('/dev/zero', join(folder, 'zero.png'));
      const warnings: string[] = [];
      await readBatches(2, { folderA: folder, onWarning: (message) => warnings.push(message) });
      expect(warnings).toEqual([
        expect.stringMatching(/^3 of 5 images in .*links are left out\. .*elsewhere\.png leads out of the folder/),
      ]);
      await rm(own!);
      await rm(join(folder, 'again.png'));
      await expect(openLoader(folder)).rejects.toThrow(/^3 of 3 images in .*elsewhere\.png leads out of the folder/);
    },
  );

  it('with only one folder per person are rejected, and the message says so', async () => {
    const folder = join(work, 'sorted');
    await writeFaces(join(folder, '000_largest'), 2);
    await writeFaces(join(folder, '001_next'), 1);
    await expect(openLoader(folder)).rejects.toThrow(/2 sorted folders.*000_largest/);
  });

  it('that are missing, empty or a file are rejected with a message', async () => {
    await mkdir(join(work, 'empty'));
    await expect(openLoader(join(work, 'nowhere'))).rejects.toThrow(/does not exist/);
    await expect(openLoader(join(work, 'empty'))).rejects.toThrow(/has no face PNGs/);
    await expect(openLoader(join(options.folderB, 'face_000_0.png'))).rejects.toThrow(/is a file/);
  });
});
