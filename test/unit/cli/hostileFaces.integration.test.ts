import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAlignments } from '../../../src/facesets/alignments';
import { ReviewSession } from '../../../src/facesets/review/reviewSession';
import { Program } from '../../support/cli/program';
import { hostileJournals, hostilePlans, makeHostileFaces, makeOutside } from '../../support/hostileFolder';
import { listFiles } from '../../support/stages/syntheticFaceset';

const program = new Program();
let made = 0;

async function makePlace(thing: (typeof hostilePlans)[number]) {
  const number = String(made++);
  const outside = await makeOutside(program.resolvePath(`outside-${number}`));
  const faces = program.resolvePath(`faces-${number}`);
  await makeHostileFaces(faces, outside.folder, [thing]);
  return { outside, faces, before: outside.read(), countFaces: () => listFiles(faces).filter(isFace).length };
}

const isFace = (name: string) => /clip_00000\d_0\.png$/.test(name);

describe.skipIf(process.platform === 'win32')('a folder of faces that somebody else has prepared', () => {
  test.each(hostilePlans.map((thing) => [thing.name, thing] as const))(
    'with %s touches nothing outside',
    async (_, thing) => {
      for (const command of ['sort', 'clean-up', 'review'] as const) {
        const { outside, faces, before, countFaces } = await makePlace(thing);
        const warnings: string[] = [];
        if (command === 'review')
          await ReviewSession.open({
            root: faces,
            alignments: [],
            lastCluster: 'unknown',
            findFrames: async () => new Map(),
            onWarning: (message) => warnings.push(message),
          });
        else {
          const args = command === 'sort' ? ['sort', '-i', faces] : ['clean-up', '-a', `${faces}.fsa`, '-c', faces];
          const { code, stdout, stderr } = await program.run([...args, '--json']);
          expect(code, stdout + stderr).toBe(0);
          warnings.push(...stdout.split('\n').filter((line) => line.includes('was set aside')));
          expect(warnings, stdout).toEqual([expect.stringContaining(faces)]);
        }
        expect(outside.read()).toEqual(before);
        expect(countFaces()).toBe(4);
        expect((await readAlignments(`${faces}.fsa`)).frames.size).toBe(4);
      }
    },
  );

  test.each(hostileJournals.map((thing) => [thing.name, thing] as const))(
    'with %s is reviewed without it',
    async (_, thing) => {
      const { outside, faces, before, countFaces } = await makePlace(thing);
      const warnings: string[] = [];
      const session = await ReviewSession.open({
        root: faces,
        alignments: [],
        lastCluster: 'unknown',
        findFrames: async () => new Map(),
        onWarning: (message) => warnings.push(message),
      });
      expect(warnings).toEqual([expect.stringMatching(/journal\.ndjson is damaged or cannot be right.*\.damaged-/)]);
      expect(session.pending).toBe(0);
      await session.apply();
      expect(outside.read()).toEqual(before);
      expect(countFaces()).toBe(4);
      expect(readdirSync(`${faces}/.review`).filter((name) => name.startsWith('.damaged-'))).toHaveLength(1);
      for (const args of [
        ['sort', '-i', faces],
        ['clean-up', '-a', `${faces}.fsa`, '-c', faces],
      ])
        expect((await program.run(args)).code).toBe(0);
    },
  );

  test('a plan in a folder above the one that was named is not carried out', async () => {
    const { faces } = await makePlace({ name: 'nothing', make: async () => undefined });
    const named = join(faces, 'person_000');
    await makeHostileFaces(named, faces, []);
    await mkdir(join(faces, '.sorting'));
    const moves = [{ from: 'clip_000001_0.png', to: 'moved.png' }];
    const plan = JSON.stringify({ input: '', copy: false, staged: false, summary: {}, moves });
    await writeFile(join(faces, '.sorting', 'plan.json'), plan);
    const { code, stderr } = await program.run(['clean-up', '-a', `${named}.fsa`, '-c', named]);
    expect(code, stderr).toBe(0);
    expect(readdirSync(faces)).toContain('clip_000001_0.png');
    expect(readdirSync(join(faces, '.sorting'))).toEqual(['plan.json']);
  });
});
