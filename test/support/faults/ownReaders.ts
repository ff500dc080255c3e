import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FaceCache } from '../../../src/facesets/review/faceCache';
import { isOwnRecord, sealRecord } from '../../../src/files/ownRecord';
import { readRegularFile } from '../../../src/files/regularFile';
import {
  LineSplitter,
  maxMessageLength,
  parseJobMessage,
  parseJobRequest,
} from '../../../src/jobs/protocol/jobProtocol';
import { parseJobTask } from '../../../src/projects/tasks';
import { readExperiment, writeExperiment } from '../../../src/stages/experiment/experimentFile';
import { experimentFileName } from '../../../src/stages/experiment/experimentStart';
import { DiskSampleCache } from '../../../src/training/data/diskSampleCache';
import { readEvaluationLog } from '../../../src/training/store/curves/evaluationLog';
import { LossLogFollower } from '../../../src/training/store/curves/lossLogFollower';
import { createGeometry } from '../training/createGeometry';
import { copy, type Reader, write } from './reader';

// Readers of what the program itself has written: caches, keys, messages between its processes.

const size = 8;
const geometry = createGeometry(size);
const sample = {
  face: new Uint8Array(3 * size * size),
  masks: new Uint8Array(3 * size * size),
  landmarks: new Float32Array(136),
};

async function openFaceCache(folder: string): Promise<FaceCache> {
  process.env.FACESWAP_CACHE = folder;
  return await FaceCache.open('/faces');
}

/** Makes the cache of a review with one face; returns the path of the file with that ending. */
const makeFaceCache = (ending: string) => async (_: string, folder: string) => {
  const cache = await openFaceCache(folder);
  const vector = Float32Array.from({ length: 16 }, (_each, i) => i);
  await cache.add('face', {
    measures: { frame: 'a', index: 0 },
    thumbnail: new Uint8Array(300),
    signature: new Uint8Array(256),
    vector,
  });
  await cache.close();
  const names = readdirSync(join(folder, 'review'), { recursive: true, encoding: 'utf8' });
  return join(folder, 'review', names.find((name) => name.endsWith(ending))!);
};

async function readFaceCache(_: string, folder: string): Promise<void> {
  const cache = await openFaceCache(folder);
  await cache.readMeasuredFace('face');
  await cache.close();
}

/** Returns the lines of a damaged conversation, as the other end splits them. */
async function readLines(path: string): Promise<readonly string[]> {
  return new LineSplitter(maxMessageLength).push(await readRegularFile(path, 1 << 24)) ?? [];
}

const messages = [
  { type: 'follow' },
  { type: 'cancel' },
  { type: 'event', event: { type: 'progress', done: 1, total: 2 } },
  { type: 'standing', standing: { state: 'running', phase: { type: 'phase', name: 'x' } } },
];

export const ownReaders: readonly Reader[] = [
  { name: 'pack of a review', make: makeFaceCache('.pack'), read: readFaceCache },
  { name: 'index of a review', make: makeFaceCache('.ndjson'), read: readFaceCache },
  {
    name: 'stored sample',
    async make(_, folder) {
      const face = await write('face_0.png', 'a face')(_, folder);
      const cache = new DiskSampleCache({ root: join(folder, 'samples'), share: 1 }, size, geometry);
      await cache.getSample(face, async () => sample);
      const [set] = readdirSync(join(folder, 'samples'));
      return join(folder, 'samples', set!, readdirSync(join(folder, 'samples', set!))[0]!);
    },
    read: async (_, folder) =>
      await new DiskSampleCache({ root: join(folder, 'samples'), share: 1 }, size, geometry).getSample(
        join(folder, 'face_0.png'),
        async () => sample,
      ),
  },
  {
    name: 'key of the seals',
    async make(_, folder) {
      process.env.FACESWAP_STATE = folder;
      await sealRecord(folder, 'x');
      return join(folder, 'seal.key');
    },
    read: async (_, folder) => await isOwnRecord(folder, 'x', await sealRecord(folder, 'x')),
  },
  {
    name: 'messages of a job',
    make: write('messages', messages.map((message) => JSON.stringify(message)).join('\n')),
    read: async (path) => (await readLines(path)).map((line) => [parseJobRequest(line), parseJobMessage(line)]),
  },
  {
    name: 'task',
    make: write('task.json', {
      type: 'faceswap',
      command: 'extract',
      name: 'a',
      options: { input: 'a.mp4', every: 2 },
    }),
    async read(path) {
      for (const line of await readLines(path)) {
        try {
          parseJobTask(JSON.parse(line));
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error; // VS Code parses the file
        }
      }
    },
  },
  {
    name: 'record of an experiment',
    async make(_, folder) {
      const plan = {
        settings: ['a = 1', 'a = 2'],
        base: { trainer: 'nimble', batch_size: 16, seconds: 600 },
        seeds: [1, 2],
        faces: { a: { name: 'a', count: 80 }, b: { name: 'b', count: 90 } },
      };
      const run = { setting: 1, seed: 1, iterations: 3, iterationsPerSecond: 2.5 };
      await writeExperiment(folder, { plan, runs: [run, { ...run, seed: 2, problem: 'NaN' }] });
      return join(folder, experimentFileName);
    },
    read: (_, folder) => readExperiment(folder),
  },
  {
    name: 'curves of measures',
    make: write(
      'logs/evaluation.csv',
      'iteration,seconds,kind,faces,margin,mouth\n250,1796104102.4,save,12,0.25,0.5\n500,1796104202.4,full,64,0.3,\n',
    ),
    read: (_, folder) => readEvaluationLog(folder),
  },
  {
    name: 'curve of losses',
    make: copy('trained', 'trained/logs/losses.csv'),
    read: async (path) => {
      const follower = new LossLogFollower(path);
      await follower.update();
      return [follower.curve, follower.iterationsPerSecond];
    },
  },
];
