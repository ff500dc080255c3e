import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTrainerName } from '../../../../src/training/models/models';
import {
  findPreset,
  getShippedPresetsFolder,
  listPresetNames,
  parsePreset,
} from '../../../../src/training/settings/presets';

const head = '# trainer: original\n# for: a first look\n# memory: 2 GB at batch size 16\n';

describe('a preset', () => {
  it('says what it is for, and holds what differs from the defaults', () => {
    const text = `${head}; ja: お試し\n# any other comment\n\n[model.original]\n# ja: of an option\nlowmem = yes\n`;
    expect(parsePreset('small', 'small.ini', text)).toEqual({
      name: 'small',
      trainer: 'original',
      purpose: 'a first look',
      memory: '2 GB at batch size 16',
      values: { 'model.original': { lowmem: true } },
      warnings: [],
      text,
    });
    expect(parsePreset('plain', 'plain.ini', head).purpose).toBe('a first look');
  });

  it.each([
    ['# for: this\n# memory: some\n', 'p.ini is not a preset: it does not start with a comment "# trainer: …".'],
    [`[global]\n${head}`, 'p.ini is not a preset: it does not start with a comment "# trainer: …".'],
    [head.replace('a first look', ''), 'p.ini is not a preset: it does not start with a comment "# for: …".'],
    [`${head}[model.original]\nlowmen = True\n`, 'p.ini, line 5: there is no option named lowmen (nearest: lowmem).'],
  ])('that is not valid is refused in a sentence: %j', (text, sentence) => {
    expect(() => parsePreset('p', 'p.ini', text)).toThrow(sentence);
  });
});

describe('presets', () => {
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'presets-'));
  });
  afterEach(() => rm(own, { recursive: true }));

  it('that come with the program are valid, each for an existing trainer', async () => {
    const names = await listPresetNames([getShippedPresetsFolder()]);
    expect(names).toEqual(expect.arrayContaining(['nimble', 'original-lowmem']));
    for (const name of names) {
      const { trainer, values, warnings } = await findPreset(name, [getShippedPresetsFolder()]);
      expect([name, isTrainerName(trainer), warnings]).toEqual([name, true, []]);
      const sections = Object.keys(values).filter((section) => section.startsWith('model.'));
      expect([[], [`model.${trainer}`]]).toContainEqual(sections);
    }
  });

  it("of the user's own are found by name, before those of the program", async () => {
    await writeFile(join(own, 'mine.ini'), head);
    await writeFile(join(own, 'original-lowmem.ini'), `${head}[global]\ncoverage = 80\n`);
    await writeFile(join(own, 'notes.txt'), 'no preset');
    await mkdir(join(own, 'old'));
    const folders = [own, getShippedPresetsFolder()];
    expect(await listPresetNames(folders)).toContain('mine');
    expect(await listPresetNames([own, join(own, 'nowhere')])).toEqual(['mine', 'original-lowmem']);
    expect((await findPreset('original-lowmem', folders)).values).toEqual({ global: { coverage: 80 } });
    expect((await findPreset('mine', folders)).values).toEqual({});
  });

  it('that do not exist are reported with the nearest name; no name leads out of the folders', async () => {
    await expect(findPreset('original-lowmen', [getShippedPresetsFolder()])).rejects.toThrow(
      /Did you mean original-lowmem/,
    );
    await expect(findPreset('mine', [own])).rejects.toThrow('There is no preset mine. Available: .');
    await expect(findPreset('../package', [own])).rejects.toThrow(/There is no preset/);
  });
});
