import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { readFaceHeader, writeFaceHeader } from '../../../src/facesets/facePng';
import { readJournal } from '../../../src/facesets/review/reviewJournal';
import { acquireLock } from '../../../src/files/lock';
import { readWarnings } from '../../../src/jobs/journal/eventJournal';
import { listJobs } from '../../../src/jobs/journal/jobFolder';
import { JobQueue } from '../../../src/jobs/queue/jobQueue';
import { loadIni } from '../../../src/options/loadIni';
import { readProject } from '../../../src/projects/project';
import { findIniFile } from '../../../src/settings/iniFiles';
import { finishRenumbering } from '../../../src/stages/cleanUp/renumbering';
import { ExtractJournal, type ExtractTask } from '../../../src/stages/extract/extractJournal';
import { finishPlan } from '../../../src/stages/sort/movePlan';
import { readSortableFace } from '../../../src/stages/sort/sortableFace';
import { readPreviewRecord } from '../../../src/training/preview/previewFolder';
import { readCheckpoint } from '../../../src/training/store/checkpoint';
import { openLossLog, readRecentLosses } from '../../../src/training/store/lossLog';
import { readMeasuredPaces } from '../../../src/training/store/measuredPaces';
import { createJobContext } from '../stages/syntheticFaceset';
import { foreignReaders } from './foreignReaders';
import { ownReaders } from './ownReaders';
import { copy, type Reader, write } from './reader';

const quiet = () => undefined;
const job = createJobContext();

const readModel = (_: string, folder: string) => readCheckpoint(join(folder, 'trained'), 'nimble');

const task: ExtractTask = { input: '/in.mp4', inputVersion: '1', output: '/out', every: 1, minSizePercent: 0 };
const landmarks = Array.from({ length: 68 }, (_, i) => [i, i / 3]);
const face = { x: 1, y: 2, w: 30, h: 40, landmarks, mask: {}, identity: {}, thumb: new Uint8Array([1, 2, 3]) };

const lock = { pid: 4_000_000, host: 'here', command: 'faceswap sort', since: '2026-01-01T00:00:00Z' };
const jobId = '20260101000000000-frames-0000';
const record = {
  id: jobId,
  stage: 'frames',
  options: { input: 'a', output: 'b' },
  locale: 'en',
  createdAt: lock.since,
};
const readJobs = (_: string, folder: string) => listJobs(join(folder, 'jobs'));

export const readers: readonly Reader[] = [
  ...foreignReaders,
  ...ownReaders,
  {
    name: 'alignments',
    make: copy('a.fsa', 'a.fsa'),
    read: async (path) => await writeAlignments(path, await readAlignments(path)),
  },
  {
    name: 'face header',
    make: copy('a', 'a/a_000001_0.png'),
    read: async (path) => await writeFaceHeader(path, await readFaceHeader(path)),
  },
  { name: 'face to sort', make: copy('a', 'a/a_000002_0.png'), read: readSortableFace },
  { name: 'model state', make: copy('trained', 'trained/nimble_state.json'), read: readModel },
  {
    name: 'weights',
    async make(inputs, folder) {
      await copy('trained', '')(inputs, folder);
      const names = readdirSync(join(folder, 'trained')).filter((name) => name.endsWith('weights.safetensors'));
      return join(folder, 'trained', names.at(-1)!);
    },
    read: readModel,
    isSlow: true,
  },
  { name: 'train.ini', make: copy('trained', 'trained/train.ini'), read: (path) => loadIni(findIniFile(path), path) },
  {
    name: 'losses',
    make: copy('trained', 'trained/logs/losses.csv'),
    async read(_, folder) {
      await readRecentLosses(join(folder, 'trained'));
      (await openLossLog(join(folder, 'trained'), 2)).close();
    },
  },
  {
    name: 'previews',
    make: copy('trained', 'trained/previews/previews.json'),
    read: (_, folder) => readPreviewRecord(join(folder, 'trained')),
  },
  {
    name: 'project',
    make: write('faceswap.json', { version: 1, people: [], models: [] }),
    read: (_, folder) => readProject(folder),
  },
  {
    name: 'extraction in progress',
    async make(_, folder) {
      const path = join(folder, 'a.fsa.progress');
      const journal = await ExtractJournal.open(path, task);
      for (let i = 0; i < 5; i++) await journal.add(`a_00000${i}.png`, [face]);
      await journal.noteSaved();
      await journal.close();
      return path;
    },
    async read(path) {
      const journal = await ExtractJournal.open(path, task);
      await journal.readFrames();
      await journal.close();
    },
  },
  {
    name: 'lock',
    make: write('.lock', { ...lock, token: '01234567-89ab-cdef-0123-456789abcdef' }),
    isSlow: true,
    read: async (path) => await (await acquireLock(path, 'faceswap fuzz')).release(),
  },
  { name: 'job record', make: write(`jobs/${jobId}/job.json`, record), read: readJobs },
  {
    name: 'end of a job',
    async make(inputs, folder) {
      await write(`jobs/${jobId}/job.json`, record)(inputs, folder);
      const end = { result: { type: 'result', outcome: 'failed', reason: 'user', message: 'x' }, endedAt: lock.since };
      return await write(`jobs/${jobId}/end`, JSON.stringify(end).padEnd(4096))(inputs, folder);
    },
    read: readJobs,
  },
  {
    name: 'events of a job',
    make: write('events.ndjson', '{"time":"","type":"log","level":"warning","message":"x"}\n'.repeat(3)),
    read: (_, folder) => readWarnings(folder),
  },
  {
    name: 'queue',
    async make(_, folder) {
      process.env.FACESWAP_STATE = folder;
      await new JobQueue(folder).add(jobId, { A: 'b' });
      const queues = join(folder, 'queues');
      return join(queues, readdirSync(queues)[0]!, `${jobId}.waiting`);
    },
    read: (_, folder) => new JobQueue(folder).listEntries(),
  },
  {
    name: 'paces',
    async make(inputs, folder) {
      process.env.FACESWAP_STATE = folder;
      const pace = { modelDir: '/m', trainer: 'nimble', device: 'cpu', batchSize: 2, stepsPerSecond: 3.5 };
      return await write('paces.json', [pace])(inputs, folder);
    },
    read: readMeasuredPaces,
  },
  {
    name: 'plan of a sort',
    make: write('faces/.sorting/plan.json', {
      input: '',
      copy: false,
      staged: false,
      moves: [{ from: 'a_000001_0.png', to: 'person_000/a_000001_0.png' }],
      summary: {},
    }),
    read: (_, folder) => finishPlan({ input: join(folder, 'faces'), output: join(folder, 'faces') }, quiet),
  },
  {
    name: 'plan of a clean-up',
    make: write('faces/.clean-up.json', { alignments: '../a.fsa', before: 'ab', renumberings: [] }),
    read: (_, folder) => finishRenumbering(join(folder, 'faces'), job, [join(folder, 'a.fsa')]),
  },
  {
    name: 'journal of a review',
    make: write(
      'faces/.review/journal.ndjson',
      `${JSON.stringify({ type: 'base', faces: ['a_000001_0.png'] })}\n{"type":"undo"}\n`,
    ),
    read: (_, folder) => readJournal(join(folder, 'faces'), quiet),
  },
];
