import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkIni } from '../../../../src/options/checkIni';
import { parseIni } from '../../../../src/options/ini';
import { listIniOptions } from '../../../../src/options/option';
import { formatOptionValue, parseOptionValue } from '../../../../src/options/optionValue';
import { formatTrainIni, loadTrainOptions, trainIni } from '../../../../src/training/settings/trainIni';
import { resolveTrainOptions, trainOptionRecords } from '../../../../src/training/settings/trainOptions';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-ini-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(text: string) {
  const path = join(folder, 'train.ini');
  await writeFile(path, text);
  return loadTrainOptions(path);
}

/** A `train.ini` as faceswap writes it with nothing changed: its own keys, all of them. */
function formatFaceswapIni(changes: Readonly<Record<string, string>> = {}): string {
  const sections = new Map<string, string[]>();
  const add = (section: string, key: string, value: string) =>
    sections.set(section, [...(sections.get(section) ?? []), `# help\n${key} = ${changes[key] ?? value}\n`]);
  for (const { section, key, default: value } of listIniOptions(trainIni.table))
    add(section, key, formatOptionValue(value));
  return [...sections].map(([name, entries]) => `[${name}]\n${entries.join('\n')}`).join('\n');
}

describe('train.ini', () => {
  it("loads faceswap's own file without a warning", async () => {
    const { values, warnings } = await load(formatFaceswapIni());
    expect(warnings).toEqual([]);
    expect(resolveTrainOptions(values)).toEqual(resolveTrainOptions());
  });

  it('reports changed options that faceswap has and this program lacks', async () => {
    const { warnings } = await load(formatFaceswapIni({ mobilenet_width: '2', mobilenet_depth: '3' }));
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toMatch(/train\.ini, line \d+: mobilenet_depth = 3 is not supported here yet/);
  });

  it.each([
    ['[global]\ncentring = face', /line 2: there is no option named centring \(nearest: centering\)/],
    ['[globl]\ncentering = face', /line 1: there is no section \[globl\] \(nearest: global\)/],
    ['\n[global]\ncoverage = lots', /line 3: coverage must be a number, not "lots"/],
    ['[global]\ncoverage = 50', /line 2: coverage must be a number from 62\.5 to 100, not 50 \(nearest: 62\.5\)/],
    ['[global]\nvertical_offset = 2.5', /whole number from -25 to 25, not 2\.5 \(nearest: 3\)/],
    ['[global]\nnan_protection = maybe', /must be True or False, not "maybe"/],
    ['[global.loss]\nloss_function = sim', /one of .*ssim, not "sim" \(nearest: ssim\)/],
    ['[trainer.augmentation]\nmask_color = red', /must be a color such as #ff0000/],
    ['[global]\ncoverage = NaN', /must be a number, not "NaN"/],
    ['coverage = 100', /line 1: this option comes before the first \[section\]/],
    ['[global]\ncoverage = 100\ncoverage = 90', /line 3: this option appears twice in its section/],
    ['[global]\njust words', /line 2: this line is neither/],
  ])('refuses %j with file, line and valid values', async (text, sentence) => {
    await expect(load(text)).rejects.toThrow(sentence);
    await expect(load(text)).rejects.toMatchObject({ name: 'UserError' });
  });

  it.each([
    ['[global]\n__proto__ = 1', /line 2: there is no option named __proto__, so that this line has no effect/],
    ['[constructor]\nname = 1', /line 1: there is no section \[constructor\], so that its options have no effect/],
  ])('reads %j all the same, with a warning', async (text, sentence) => {
    const { values, warnings } = await load(text);
    expect(values).toEqual({});
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
  });

  it('holds numbers to multiples where an option says so', () => {
    const size = { type: 'int', default: 256, min: 128, max: 384, multipleOf: 128 } as const;
    const parse = (text: string) => parseOptionValue({ ...size, fixed: true, group: '', help: '' }, text);
    expect(parse('384')).toEqual({ ok: true, value: 384 });
    const problem = 'must be a multiple of 128 from 128 to 384, not 300';
    expect(parse('300')).toEqual({ ok: false, problem, suggestion: '256' });
    expect(parse('500')).toMatchObject({ ok: false, suggestion: '384' });
  });

  it("reads a list however faceswap's users write it, and names the choice that is wrong in it", () => {
    const layers = { type: 'list', default: 'encoder', choices: ['encoder', 'fc_a', 'fc_b'] } as const;
    const parse = (text: string) => parseOptionValue({ ...layers, fixed: true, group: '', help: '' }, text);
    for (const text of ['encoder, fc_b', "['encoder', 'fc_b']", 'encoder FC_B', 'encoder,fc_b,'])
      expect(parse(text)).toEqual({ ok: true, value: 'encoder, fc_b' });
    expect(parse('')).toEqual({ ok: true, value: '' });
    const problem = 'must be one of encoder, fc_a, fc_b, not "fc_c"';
    expect(parse('encoder, fc_c')).toEqual({ ok: false, problem, suggestion: 'encoder, fc_a' });
  });

  it('refuses a file that is not an ini file', async () => {
    await expect(load('\0\x01binary')).rejects.toThrow(/is not an ini file/);
    await expect(loadTrainOptions(join(folder, 'none.ini'))).rejects.toThrow(/There is no file/);
  });

  it('reads its own output', () => {
    const options = resolveTrainOptions({ global: { coverage: 87.5 }, 'model.original': { lowmem: true } });
    const { values, problems } = checkIni(parseIni(formatTrainIni(options)), trainIni.table);
    expect(problems).toEqual([]);
    expect(values).toEqual(options);
  });

  it('writes for a model its own section first, and none of other models', () => {
    const text = formatTrainIni(resolveTrainOptions(), 'dfl_sae');
    const sections = [...text.matchAll(/^\[(.+)\]$/gm)].map(([, section]) => section);
    expect(sections[0]).toBe('model.dfl_sae');
    expect(sections.filter((section) => section!.startsWith('model.'))).toEqual(['model.dfl_sae']);
    expect(sections).toEqual(expect.arrayContaining(['global', 'global.loss', 'trainer.augmentation', 'runtime']));
    expect(formatTrainIni(resolveTrainOptions(), 'nimble')).not.toContain('[model.');
  });

  it("takes relative paths from the file's own folder", async () => {
    const readTrunkOption = async (path: string) =>
      (await load(`[global.loss]\nlpips_trunk = ${path}\n`)).values['global.loss']!.lpips_trunk;
    expect(await readTrunkOption('trunks/alex.onnx')).toBe(join(folder, 'trunks', 'alex.onnx'));
    expect(await readTrunkOption('.')).toBe(folder);
    expect(await readTrunkOption(join(tmpdir(), 'alex.onnx'))).toBe(join(tmpdir(), 'alex.onnx'));
    expect(await readTrunkOption('')).toBe('');
  });

  it('takes the first layer that sets a value', () => {
    const options = resolveTrainOptions({ global: { coverage: 80 } }, { global: { coverage: 90, vertical_offset: 3 } });
    expect(options.global).toMatchObject({ coverage: 80, vertical_offset: 3, centering: 'face' });
  });

  it('has valid defaults, and help in both languages', () => {
    for (const record of trainOptionRecords) {
      expect(parseOptionValue(record, formatOptionValue(record.default))).toEqual({ ok: true, value: record.default });
      expect(record.help).toMatch(/[.]$/);
    }
  });
});
