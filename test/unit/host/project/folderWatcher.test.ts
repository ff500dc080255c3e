import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CrowdedFolder, FolderWatcher } from '../../../../src/host/project/folderWatcher';

const tree = {
  people: { '*': { sources: /^/, faces: new CrowdedFolder(/\.png$/) } },
  models: { '*': /_state\.json$/ },
};

/** Watches a new folder, and starts watching again after each change, like a window. */
async function watchNewFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'folder-watch-'));
  let changes = 0;
  const folders = new FolderWatcher(() => {
    changes++;
  });
  await folders.watch([{ folder, tree }]);
  onTestFinished(async () => {
    folders.dispose();
    await rm(folder, { recursive: true });
  });
  return {
    path: (...names: string[]) => join(folder, ...names),
    /** Resolves when `change` was told of. */
    async tells(change: () => Promise<unknown>) {
      const before = changes;
      await change();
      await expect.poll(() => changes).toBeGreaterThan(before);
      await folders.watch([{ folder, tree }]);
    },
    changes: () => changes,
  };
}

test('a video is reported in a folder that was created together with its parents', async () => {
  const { path, tells } = await watchNewFolder();
  await tells(() => mkdir(path('people/bob/sources'), { recursive: true }));
  await tells(() => writeFile(path('people/bob/sources/b.mp4'), ''));
  await tells(() => rm(path('people/bob'), { recursive: true }));
  await tells(() => mkdir(path('people/bob/sources'), { recursive: true }));
  await tells(() => writeFile(path('people/bob/sources/b.mp4'), ''));
});

test('in a watched folder only files that match the pattern are reported', async () => {
  const { path, tells, changes } = await watchNewFolder();
  await tells(() => mkdir(path('models/pair'), { recursive: true }));
  const before = changes();
  await writeFile(path('models/pair/training.log'), '');
  await writeFile(path('models/pair/nimble_state.json'), '{}');
  await expect.poll(changes).toBeGreaterThan(before);
  // Events come in their order: one for the log would have been told of by now.
  expect(changes() - before).toBeLessThanOrEqual(2);
});

test('faces that are moved into a new cluster are reported, many of them at once', async () => {
  const { path, tells, changes } = await watchNewFolder();
  await tells(() => mkdir(path('people/bob/faces'), { recursive: true }));
  await tells(() => writeFile(path('people/bob/faces/a.png'), ''));
  await tells(() => mkdir(path('people/bob/faces/person_000')));
  const before = changes();
  await tells(() => rename(path('people/bob/faces/a.png'), path('people/bob/faces/person_000/a.png')));
  const names = Array.from({ length: 100 }, (_, number) => `${number}.png`);
  await tells(() => Promise.all(names.map((name) => writeFile(path('people/bob/faces/person_000', name), ''))));
  expect(changes() - before).toBeLessThan(10);
});
