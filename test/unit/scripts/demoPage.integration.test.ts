import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writePage } from '../../../scripts/demo/page';
import { runFfmpeg } from '../../../scripts/demo/stills';
import { openLossLog } from '../../../src/training/store/lossLog';

test('the page of the demo refers only to the three videos beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-page-'));
  try {
    const [clip, after, modelDir] = ['clip.mp4', 'swapped.mp4', 'model'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const path of [clip, after])
      await runFfmpeg(path, ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=25', '-frames:v', '10']);
    await mkdir(modelDir);
    const log = await openLossLog(modelDir, 0);
    for (const iteration of [1, 2]) log.onIteration({ iteration, seconds: 0, lossA: 0.5 / iteration, lossB: 0.4 });
    log.close();
    const picture = { width: 60, height: 20, channels: 3, background: 'green' } as const;
    await writeFile(join(modelDir, 'training_preview.png'), await sharp({ create: picture }).png().toBuffer());

    const input = { folder, before: clip, other: clip, after, modelDir, facesA: folder, facesB: folder };
    const page = await readFile(await writePage(input), 'utf8');

    const sources = [...page.matchAll(/(?:src|poster|href)="([^"]*)"/g)].map(([, source]) => source!);
    const linked = sources.filter((source) => !source.startsWith('data:'));
    expect(linked.sort()).toEqual(['before.mp4', 'other.mp4', 'swapped.mp4']);
    for (const name of linked) await access(join(folder, name));
    expect(page).not.toMatch(/\{\{|https?:/);
    expect(page).toContain('Loss A 0.2500, loss B 0.4000 after 2 iterations');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
