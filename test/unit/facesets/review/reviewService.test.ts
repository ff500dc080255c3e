import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { measures } from '../../../../src/facesets/measures/measures';
import { ReviewService } from '../../../../src/facesets/review/reviewService';
import { HostChannel } from '../../../../src/panels/protocol/hostChannel';
import { PanelChannel } from '../../../../src/panels/protocol/panelChannel';
import { type ApplyProgress, reviewServiceContract } from '../../../../src/panels/review/contract';
import { Random } from '../../../../src/tensor/random';
import { writeTurnedFaces } from '../../../support/facesets/turnedFaces';
import { findContradictions, makeTwoPeople, readDiskLines } from '../../../support/facesets/twoPeople';
import { createTemporaryFolder } from '../../../support/media/ffmpegClips';

const temporary = createTemporaryFolder();
vi.stubEnv('FACESWAP_CACHE', join(temporary, 'cache'));
const open = new Set<ReviewService>();
let made = 0;

afterEach(async () => {
  for (const service of open) await service.close();
  open.clear();
});

async function openReviewService(folder = join(temporary, String(made++))) {
  if (!existsSync(folder)) await makeTwoPeople(folder);
  const measured: number[] = [];
  const applying: ApplyProgress[] = [];
  const notices: string[] = [];
  const service = await ReviewService.open({
    root: join(folder, 'faces'),
    alignments: [join(folder, 'clip_alignments.fsa')],
    lastCluster: 'unknown',
    runExclusively: (act) => act(),
    onMeasured: (done) => measured.push(done),
    onApplying: (progress) => applying.push(progress),
    onWarning: (message) => notices.push(message),
    onFollowed: () => undefined,
    onLost: () => undefined,
  });
  open.add(service);
  const host: HostChannel<typeof reviewServiceContract> = new HostChannel({
    contract: reviewServiceContract,
    handlers: service.handlers,
    post: (message) => panel.receive(structuredClone(message)),
  });
  const panel = new PanelChannel(
    reviewServiceContract,
    {
      measured: () => undefined,
      applying: () => undefined,
      notice: () => undefined,
      followed: () => undefined,
      lost: () => undefined,
    },
    (message) => void host.receive(structuredClone(message)),
  );
  const edit = async (edit: Parameters<typeof panel.call<'edit'>>[1]['edit']) => await panel.call('edit', { edit });
  return { folder, service, host, panel, measured, applying, notices, edit };
}

const byName = { by: 'name', reversed: false } as const;
const listClusters = ({ clusters }: { clusters: { name: string; faces: number }[] }) =>
  clusters.map(({ name, faces }) => `${name} ${faces}`);

describe('the service of a review', () => {
  test('lists clusters in order with their thumbnails, faces of unknown people last', async () => {
    const { panel } = await openReviewService();
    const overview = await panel.call('look', { order: byName });
    expect(listClusters(overview)).toEqual(['person_000 4', 'person_001 4', 'unknown 1']);
    const { lengths, bytes, facts } = await panel.call('pictures', { faces: [3, 0] });
    const second = bytes.slice(lengths[0]!);
    expect(await sharp(second).metadata()).toMatchObject({ format: 'jpeg', width: 128, height: 128 });
    expect(facts.map(({ face }) => face)).toEqual([3, 0]);
  });

  test('orders faces by each measure, and puts near-duplicates side by side', async () => {
    const folder = join(temporary, 'looks');
    const looks = [{ up: 10 }, { up: -20 }, { up: 30 }, { up: 0 }].map((one, i) => ({
      ...one,
      seed: i,
      contrast: 0.6,
    }));
    // The last face is a picture of the second one, seen once more.
    const paths = await writeTurnedFaces(join(folder, 'faces'), 'film', [...looks, { up: 20, seed: 1, contrast: 0.6 }]);
    const { panel, service } = await openReviewService(folder);
    await service.measureAll();
    const list = async (by: string, reversed = false) => [
      ...(await panel.call('look', { order: { by, reversed } })).order,
    ];
    expect(paths).toHaveLength(5);
    expect(await list('pitch')).toEqual([1, 3, 0, 4, 2]);
    expect(await list('pitch', true)).toEqual([2, 4, 0, 3, 1]);
    expect(await list('duplicates')).toEqual([1, 4, 0, 2, 3]);
    const { orders } = await panel.call('look', { order: byName });
    expect(orders.map(({ by }) => by)).toEqual(['name', 'likeness', 'duplicates', ...measures.map(({ name }) => name)]);
  });

  test('caches thumbnails and measures by the content of a file, not by its path', async () => {
    const first = await openReviewService();
    await first.service.measureAll();
    expect(first.measured).toEqual(Array.from({ length: 10 }, (_, i) => i));
    await first.edit({ kind: 'rename', cluster: 1, name: 'ann' });
    await first.panel.call('apply', {});
    await first.service.close();
    open.delete(first.service);
    const again = await openReviewService(first.folder);
    await again.service.measureAll();
    expect(again.measured).toEqual([9]);
  });

  test('shows faces and their measures where the cache cannot be written', async () => {
    vi.stubEnv('FACESWAP_CACHE', join(process.execPath, 'below a file'));
    try {
      const { service, panel } = await openReviewService();
      await service.measureAll();
      const { order } = await panel.call('look', { order: { by: 'sharpness', reversed: false } });
      const { lengths, facts } = await panel.call('pictures', { faces: [...order] });
      expect(lengths.every((length) => length > 100)).toBe(true);
      expect(facts.every(({ measures }) => measures.length > 0)).toBe(true);
    } finally {
      vi.stubEnv('FACESWAP_CACHE', join(temporary, 'cache'));
    }
  });

  test('does not remove faces that are protected, and returns the others to their cluster', async () => {
    const { panel, edit } = await openReviewService();
    const { order } = await panel.call('look', { order: byName });
    const [first, ...others] = order.subarray(0, 4);
    await edit({ kind: 'protect', faces: [first!], isProtected: true });
    const removal = await edit({ kind: 'remove', faces: [first!, ...others] });
    expect(removal).toMatchObject({ faces: 3, spared: 1 });
    expect(listClusters(removal.overview)).toEqual(['person_000 1', 'person_001 4', 'unknown 1']);
    const back = await edit({ kind: 'restore', faces: others });
    expect(listClusters(back.overview)).toEqual(['person_000 4', 'person_001 4', 'unknown 1']);
    expect(back.overview.pending).toBe(0);
  });

  test('knows the measures of all faces again after files have moved', async () => {
    const { service, panel, edit, measured } = await openReviewService();
    await service.measureAll();
    await edit({ kind: 'rename', cluster: 1, name: 'ann' });
    await panel.call('apply', {});
    measured.length = 0;
    await expect.poll(() => measured.at(-1)).toBe(9);
  });

  test('reports the progress of an apply, and does not measure a renumbered face again', async () => {
    const { service, panel, edit, measured, applying, folder } = await openReviewService();
    await service.measureAll();
    const { order, clusters } = await panel.call('look', { order: byName });
    await edit({ kind: 'remove', faces: [...order.subarray(clusters[0]!.faces, clusters[0]!.faces + 4)] });
    measured.length = 0;
    const before = await readDiskLines(folder);
    await panel.call('apply', {});
    expect(await readDiskLines(folder)).not.toEqual(before);
    expect(applying.at(-1)).toEqual({ phase: 'moving', done: 10, total: 10 });
    await expect.poll(() => measured).toEqual([9]);
    await panel.call('undo', {});
    expect(await readDiskLines(folder)).toEqual(before);
    await expect.poll(() => measured).toEqual([9, 9]);
  });

  test('merges, splits, moves and renames clusters; each is one step to undo', async () => {
    const { panel, edit, folder } = await openReviewService();
    const before = await readDiskLines(folder);
    const { order, clusters } = await panel.call('look', { order: byName });
    const [ann, bob, unknown] = clusters.map(({ cluster }) => cluster);
    await edit({ kind: 'merge', clusters: [ann!, bob!], into: ann! });
    await edit({ kind: 'rename', cluster: ann!, name: 'both' });
    await edit({ kind: 'split', faces: [...order.subarray(0, 3)], name: 'profile' });
    const { overview } = await edit({ kind: 'move', faces: [order[4]!], cluster: unknown! });
    expect(listClusters(overview)).toEqual(['both 4', 'unknown 2', 'profile 3']);
    await expect(edit({ kind: 'split', faces: [0], name: 'Both' })).rejects.toThrow(
      'A cluster named "Both" already exists',
    );
    await expect(edit({ kind: 'rename', cluster: ann!, name: '../out' })).rejects.toThrow('is not a valid folder name');
    expect(await panel.call('apply', {})).toMatchObject({ done: 'apply', left: 0 });
    expect(await findContradictions(folder)).toEqual([]);
    for (let i = 0; i < 5; i++) await panel.call('undo', {});
    expect(await readDiskLines(folder)).toEqual(before);
    expect(await panel.call('undo', {})).toMatchObject({ done: 'nothing' });
  });

  test('100,000 random messages: each is refused or answered, and faces and alignments stay consistent', {
    timeout: 60_000,
  }, async () => {
    const { service, panel, folder } = await openReviewService();
    const random = new Random(11);
    let [refused, answers, sent] = [0, 0, 0];
    const host = new HostChannel<typeof reviewServiceContract>({
      contract: reviewServiceContract,
      handlers: service.handlers,
      post: () => answers++,
      onError: () => refused++,
    });
    const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
    const odd = [undefined, null, -1, 1e9, 0.5, Number.NaN, '', '__proto__', '../x', [], {}, new Uint8Array(2)];
    const face = () => (random.integer(8) === 0 ? pick(odd) : random.integer(12));
    const faces = () => (random.integer(8) === 0 ? pick(odd) : Array.from({ length: random.integer(4) }, face));
    const kinds = ['remove', 'restore', 'protect', 'move', 'split', 'merge', 'rename', 'drop'];
    const drawEdit = () => ({
      kind: pick(kinds),
      faces: faces(),
      isProtected: pick([true, false, 'yes']),
      cluster: face(),
      clusters: faces(),
      into: face(),
      name: pick(['a', 'b', 'CON', '..', '', 'x'.repeat(65), null]),
    });
    const names = [...Object.keys(reviewServiceContract.calls), 'toString', 'constructor', '', 7];
    // Edits and applies write to the disk: a few of them are enough, the rest are of a form that is refused.
    const drawArgument = (name: unknown) => {
      if (name === 'edit') return { edit: random.integer(60) === 0 ? drawEdit() : pick(odd) };
      if (name === 'undo' || name === 'redo') return random.integer(60) === 0 ? {} : pick(odd.slice(0, 9));
      if (name === 'apply') return random.integer(400) === 0 ? {} : pick(odd.slice(0, 9));
      if (name === 'pictures' || name === 'picture' || name === 'like')
        return random.integer(60) === 0 ? { faces: faces(), face: face() } : pick(odd);
      return random.integer(40) === 0
        ? { order: { by: pick(['name', 'yaw', 'size', 'age']), reversed: true } }
        : pick(odd);
    };
    const working: Promise<void>[] = [];
    for (let i = 0; i < 100_000; i++) {
      const name = pick(names);
      const message =
        random.integer(5) === 0
          ? pick(odd)
          : { type: pick(['call', 'call', 'call', 'cancel', 'x']), id: ++sent, name, argument: drawArgument(name) };
      working.push(host.receive(message));
      if (working.length >= 50) await Promise.all(working.splice(0));
    }
    await Promise.all(working);
    expect(refused).toBeGreaterThan(50_000);
    expect(answers).toBeGreaterThan(20_000);
    await panel.call('apply', {});
    expect(await findContradictions(folder)).toEqual([]);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});
