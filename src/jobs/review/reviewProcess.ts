import { ReviewService } from '../../facesets/review/reviewService';
import { acquireLocks } from '../../files/lock';
import type { CallHandlers, EventValue } from '../../panels/protocol/contract';
import { HostChannel } from '../../panels/protocol/hostChannel';
import { reviewCalls, reviewServiceContract } from '../../panels/review/contract';
import { listLockPaths } from '../../projects/jobPlaces';
import { finishRenumbering, isUnnumbered } from '../../stages/cleanUp/renumbering';
import { finishPlan, isUnsorted } from '../../stages/sort/movePlan';
import { unknownFolder } from '../../stages/sort/sortedFolders';
import { loadTranslations } from '../process/loadTranslations';
import type { ReviewRequest } from './reviewClient';

// A review of faces as a process: decodes pictures and moves files where no fault can take the extension host with it.

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

/** Faces and alignments are nobody else's while `act` changes them. */
async function exclusively<T>(act: () => Promise<T>): Promise<T> {
  const release = await acquireLocks(locks, 'faceswap review');
  try {
    return await act();
  } finally {
    await release();
  }
}

/** What a killed sort or clean-up has begun is carried out first. */
async function finishOthers(): Promise<void> {
  if (!isUnsorted(root) && !isUnnumbered(root)) return;
  await exclusively(async () => {
    await finishPlan(root);
    await finishRenumbering(root, { signal: new AbortController().signal, emit: () => undefined });
  });
}

let told = '';

/** A hundred times in all, however many faces there are. */
function tell<Name extends 'measured' | 'applying'>(name: Name, progress: EventValue<Contract, Name>): void {
  const { done, total } = progress;
  const news = `${name} ${'phase' in progress ? progress.phase : ''} ${Math.floor((100 * done) / total)}`;
  if (news !== told) channel.emit(name, progress);
  told = news;
}

const opening = (async () => {
  await finishOthers();
  return await ReviewService.open({
    root,
    alignments,
    lastCluster: unknownFolder,
    runExclusively: exclusively,
    onMeasured: (done, total) => tell('measured', { done, total }),
    onApplying: (progress) => tell('applying', progress),
  });
})();
opening.then((service) => service.measureAll()).catch(() => undefined); // told to whoever asks for a face
const names = Object.keys(reviewCalls) as (keyof Contract['calls'])[];
const handlers = Object.fromEntries(
  names.map((name) => [
    name,
    async (argument: never, signal: AbortSignal) => (await opening).handlers[name](argument, signal),
  ]),
) as unknown as CallHandlers<Contract>;
const channel = new HostChannel<Contract>({
  contract: reviewServiceContract,
  handlers,
  post: (message) => void process.send?.(message),
  onError: (error) => console.error(error),
});

process.on('message', (message) => void channel.receive(message));
process.on('disconnect', () => {
  channel.dispose();
  void opening.then(
    (service) => service.close(),
    () => undefined, // told to whoever asked
  );
});
