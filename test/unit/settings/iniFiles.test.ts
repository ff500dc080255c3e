import { describe, expect, it } from 'vitest';
import { convertIni } from '../../../src/conversion/convertSettings';
import { extractIni } from '../../../src/faces/extractIni';
import { checkIni } from '../../../src/options/checkIni';
import { parseIni } from '../../../src/options/ini';
import { listFormattingEdits } from '../../../src/options/language/format';
import { parseIniOptions } from '../../../src/options/loadIni';
import { listIniOptions } from '../../../src/options/option';
import { formatOptionValue, parseOptionValue } from '../../../src/options/optionValue';
import { findIniFile, iniFiles } from '../../../src/settings/iniFiles';
import { trainIni } from '../../../src/training/settings/trainIni';
import { formatFaceswapIni, hasFaceswapFacts, readFaceswapOptions } from '../../support/faceswapIni';

describe.each(iniFiles.map((file) => [file.name, file] as const))('%s', (name, file) => {
  it('knows all options that faceswap writes, with the same defaults except one', ({ skip }) => {
    if (!hasFaceswapFacts) skip('the facts about faceswap are not beside this checkout');
    const theirs = readFaceswapOptions(name);
    expect(theirs.length).toBeGreaterThan(40);
    expect(checkIni(parseIni(formatFaceswapIni(name)), file.table).problems).toEqual([]);
    for (const { section, key, value } of theirs) {
      const option = file.table[section]![key]!;
      const expected = `${section} ${key}` === 'writer.ffmpeg preset' ? 'medium' : option.default;
      expect(parseOptionValue(option, value), key).toEqual({ ok: true, value: expected });
    }
  });

  it('is not changed by formatting when faceswap wrote it', ({ skip }) => {
    if (!hasFaceswapFacts) skip('the facts about faceswap are not beside this checkout');
    for (const text of [formatFaceswapIni(name), formatFaceswapIni(name).replaceAll('\n', '\r\n')])
      expect(listFormattingEdits(parseIni(text))).toEqual([]);
  });

  it('has valid defaults, and help in both languages', () => {
    for (const record of listIniOptions(file.table)) {
      expect(parseOptionValue(record, formatOptionValue(record.default))).toEqual({ ok: true, value: record.default });
      expect(record.help).toMatch(/[.]$/);
    }
  });
});

it('a settings file is recognized by its name, and a preset is a train.ini', () => {
  expect(findIniFile('/a/config/Convert.ini')).toBe(convertIni);
  expect(findIniFile('C:\\a\\extract.ini')).toBe(extractIni);
  expect(findIniFile('presets/stojo.ini')).toBe(trainIni);
});

it('options that are not supported yet are reported, and the rest is still read', () => {
  const text = '[color.match_hist]\nthreshold = 97\n[mask.mask_blend]\npasses = 2\nerosion = lots';
  const { values, warnings } = parseIniOptions(convertIni, 'convert.ini', text);
  expect(values).toEqual({ 'mask.mask_blend': { passes: 2 } });
  expect(warnings).toEqual([
    'convert.ini, line 2: threshold = 97 is not supported here yet and has no effect.',
    'convert.ini, line 5: erosion = lots is not supported here yet and has no effect.',
  ]);
});

it('options that an encoder does not know are refused', () => {
  const read = (codec: string, tune: string) =>
    parseIniOptions(convertIni, 'convert.ini', `[writer.ffmpeg]\ncodec = ${codec}\ntune = ${tune}`);
  expect(() => read('libx265', 'film')).toThrow('convert.ini, line 3: libx265 does not support tune = film.');
  expect(read('libx264', 'film').warnings).toEqual([]);
  expect(read('libx265', 'grain').warnings).toEqual([]);
});
