import files, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { removedCluster } from '../../../src/facesets/review/reviewState';
import { listFacesIn, openReview, readDiskLines } from './twoPeople';

/**
 * A review as a program: removes a person, renames and splits, applies, undoes all of it and does it again. It kills
 * itself, as kill -9 does, before the change to files of the number that it is given; else it says what was on disk
 * after each apply, and how many changes there were.
 */
const [folder = '', fatal = '-1'] = process.argv.slice(2);
let changes = 0;
let counting = false;

function countChange(): void {
  if (counting && changes++ === Number(fatal)) process.kill(process.pid, 'SIGKILL');
}

const table = files as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
for (const name of ['rename', 'rm', 'rmdir', 'mkdir', 'copyFile']) {
  const act = table[name]!;
  table[name] = (...args) => {
    countChange();
    return act(...args);
  };
}
const { open } = files;
files.open = async (path, flags, mode) => {
  if (flags !== undefined && flags !== 'r') countChange();
  const file = await open(path, flags, mode);
  if (flags === 'r+') tearWrites(file);
  return file;
};
syncBuiltinESMExports();

/** Lets a write into an existing file be cut off: the kill comes when half of it is written. */
function tearWrites(file: FileHandle): void {
  const write = file.write.bind(file) as (bytes: Uint8Array, offset: number, length: number, at: number) => unknown;
  const torn = async (bytes: Uint8Array, offset: number, length: number, at: number) => {
    if (counting && changes === Number(fatal)) await write(bytes, offset, length >> 1, at);
    countChange();
    return await write(bytes, offset, length, at);
  };
  file.write = torn as unknown as typeof file.write;
}

const seen: string[][] = [];
const recordDisk = async () => {
  counting = false;
  if (fatal === '-1') seen.push(await readDiskLines(folder));
  counting = true;
};

const session = await openReview(folder);
await recordDisk();
const ann = session.state.findCluster('person_000')!;
await session.edit([{ kind: 'move', faces: listFacesIn(session, 'person_001').slice(0, 3), to: removedCluster }]);
await session.edit([{ kind: 'name', cluster: ann, name: 'ann' }]);
await session.apply();
await recordDisk();
const cluster = session.state.names.length;
await session.edit([
  { kind: 'name', cluster, name: 'profile' },
  { kind: 'move', faces: listFacesIn(session, 'ann').slice(2), to: cluster },
  { kind: 'move', faces: listFacesIn(session, 'unknown'), to: removedCluster },
]);
await session.apply();
await recordDisk();
await session.undo();
await recordDisk();
await session.undo();
await session.undo();
await recordDisk();
await session.redo();
await recordDisk();
if (fatal === '-1') console.log(JSON.stringify({ seen, changes }));
