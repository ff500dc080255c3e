import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { FaceWatcher } from '../../facesets/review/faceWatcher';
import { ReviewService } from '../../facesets/review/reviewService';
import { sweepAbandoned } from '../../files/leftovers';
import { acquireLocks, LockHeldError, releaseStaleLock } from '../../files/lock';
import { onParentEnd } from '../../files/parentEnd';
import { explainSystemError } from '../../files/systemErrors';
import type { CallHandlers, EventValue } from '../../panels/protocol/contract';
import { HostChannel } from '../../panels/protocol/hostChannel';
import { reviewCalls, reviewServiceContract } from '../../panels/review/contract';
import { findProject, listLockPaths } from '../../projects/jobPlaces';
import { sweepLeftovers } from '../../projects/leftovers';
import { listAlignmentsFiles } from '../../projects/projectPaths';
import { finishFaces } from '../../projects/unfinishedFaces';
import { UserError } from '../../shared/errors';
import { unknownFolderName } from '../../stages/sort/sortedFolders';
import { loadTranslations } from '../process/loadTranslations';
import type { ReviewRequest } from './reviewClient';

// The entry point of `dist/review.mjs`: a review of faces in a separate process, so that decoding pictures and moving files
// cannot crash the extension host.

type Contract = typeof reviewServiceContract;

const request = JSON.parse(process.argv[2] ?? '') as ReviewRequest;
await loadTranslations(request.locale);

const { root, alignments } = request;
const locks = [
  ...new Set([
    ...listLockPaths('sort', { input: root, sortBy: 'face', groupBy: 'face' }),
    ...alignments.flatMap((file) => listLockPaths('clean-up', { alignments: file, faces: root })),
  ]),
].sort();

/** Does `act` under the locks of the faces and alignments. */
async function withLocks<T>(act: () => Promise<T>): Promise<T> {
  const release = await acquireLocks(locks, 'faceswap review');
  try {
    await sweepLeftovers([root, ...alignments], locks);
    return await act();
  } finally {
    await release();
  }
}

/** Returns the alignments of the faces: those that were there at the start, and those that an extraction has added. */
async function listAlignments(): Promise<readonly string[]> {
  const project = findProject(root);
  const added = project === undefined ? [] : await listAlignmentsFiles(project, basename(dirname(root)));
  return [...new Set([...alignments.filter((path) => existsSync(path)), ...added])];
}

let lastProgress = '';

/** Sends progress a hundred times in all, however many faces there are. */
function sendProgress<Name extends 'measured' | 'applying'>(name: Name, progress: EventValue<Contract, Name>): void {
  const { done, total } = progress;
  const news = `${name} ${'phase' in progress ? progress.phase : ''} ${Math.floor((100 * done) / total)}`;
  if (news !== lastProgress) channel.emit(name, progress);
  lastProgress = news;
}

function sendNotice(text: string): void {
  channel.emit('notice', { text });
}

/** The folder of the faces, its clusters, and what the review stores. */
const sweptDepth = 3;

const opening = (async () => {
  await finishFaces(root, sendNotice);
  await sweepAbandoned(root, sweptDepth);
  for (const lock of locks) await releaseStaleLock(lock);
  return await ReviewService.open({
    root,
    alignments,
    lastCluster: unknownFolderName,
    runExclusively: withLocks,
    onMeasured: (done, total) => sendProgress('measured', { done, total }),
    onApplying: (progress) => sendProgress('applying', progress),
    onWarning: sendNotice,
    listAlignments,
    onFollowed: (message) => channel.emit('followed', { message }),
    onLost: (message) => channel.emit('lost', { message }),
  });
})();
/** Follows what others do to the files. While they are at it, or were killed at it, the faces are on their way. */
const watcher = new FaceWatcher(root, async () => {
  const service = await opening;
  try {
    await finishFaces(root, sendNotice);
  } catch (error) {
    if (error instanceof LockHeldError) return false;
  }
  await service.followFiles();
  return true;
});
void watcher.start();
opening.then((service) => service.measureAll()).catch(() => undefined); // each call for a face reports it
const names = Object.keys(reviewCalls) as (keyof Contract['calls'])[];
const handlers = Object.fromEntries(
  names.map((name) => [
    name,
    async (argument: never, signal: AbortSignal) => {
      try {
        return await (await opening).handlers[name](argument, signal);
      } catch (error) {
        throw explainSystemError(error, root);
      }
    },
  ]),
) as unknown as CallHandlers<Contract>;
const channel = new HostChannel<Contract>({
  contract: reviewServiceContract,
  handlers,
  post: (message) => {
    // Nobody reads answers once the panel is closed, and to send one would end the process in the middle of an apply.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  },
  onError: (error) => {
    if (!(error instanceof UserError)) console.error(error); // the panel shows the sentence of the others
  },
});

process.on('message', (message) => void channel.receive(message));
onParentEnd(() => {
  watcher.close();
  channel.dispose();
  void opening.then(
    (service) => service.close(),
    () => undefined, // the calls have reported it
  );
});
