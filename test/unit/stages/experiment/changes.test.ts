import { describe, expect, it } from 'vitest';
import { nameChanges, parseGrid, parseList } from '../../../../src/stages/experiment/changes';
import { resolveSettings } from '../../../../src/stages/experiment/settings';
import { Random } from '../../../../src/tensor/random';

const base = { trainer: 'nimble', ini: { 'global.optimizer': { learning_rate: 1e-4 } } } as const;
const names = (text: string) => parseGrid(text).map((changes) => nameChanges(changes, 'base'));

describe('the changes of an experiment', () => {
  it('combine every value of a grid, the last option changing first', () => {
    expect(names('loss_function = ssim, ms_ssim; optimizer = adam, adabelief')).toEqual([
      'loss_function = ssim, optimizer = adam',
      'loss_function = ssim, optimizer = adabelief',
      'loss_function = ms_ssim, optimizer = adam',
      'loss_function = ms_ssim, optimizer = adabelief',
    ]);
    expect(names('a: 1\n b = "x, y", z')).toEqual(['a = 1, b = x, y', 'a = 1, b = z']);
  });

  it('are listed setting by setting', () => {
    const settings = parseList('optimizer = adabelief; learning_rate = 1e-4 | no_warp = True');
    expect(settings.map((changes) => nameChanges(changes, ''))).toEqual([
      'optimizer = adabelief, learning_rate = 1e-4',
      'no_warp = True',
    ]);
  });

  it('that make no sense are quoted', () => {
    expect(() => parseGrid('optimizer')).toThrow('"optimizer" is no change of an option');
    expect(() => parseGrid(' ; ')).toThrow('changes nothing');
    expect(() => parseGrid('a = 1; A = 2')).toThrow('a is changed twice');
    expect(() => parseGrid('a = "1')).toThrow('not closed');
    const values = Array.from({ length: 101 }, (_, i) => i).join(',');
    expect(() => parseGrid(`a = ${values}; b = ${values}`)).toThrow('These are 10201 settings, and 10000 is the most');
  });

  it('end in settings or in one sentence, whatever is written', () => {
    const random = new Random(7);
    const pieces = [
      'optimizer',
      'adam',
      '=',
      ',',
      ';',
      '|',
      '"',
      ' ',
      '\n',
      'batch_size',
      '8',
      '\u0000',
      'あ',
      '[',
      '.',
    ];
    for (let i = 0; i < 2000; i++) {
      const text = Array.from({ length: 1 + random.integer(12) }, () => pieces[random.integer(pieces.length)]).join('');
      for (const parse of [parseGrid, parseList])
        try {
          resolveSettings(base, parse(text));
        } catch (error) {
          expect((error as Error).name, text).toBe('UserError');
        }
    }
  });
});

describe('the settings of an experiment', () => {
  it('change the base: options of train.ini by their key or place, and options of the command', () => {
    const [setting] = resolveSettings(base, parseGrid('global.loss.loss_function = MAE; batch_size = 8'));
    expect(setting).toMatchObject({
      trainer: 'nimble',
      command: { batchSize: 8 },
      ini: { 'global.optimizer': { learning_rate: 1e-4 }, 'global.loss': { loss_function: 'mae' } },
    });
  });

  it('may have another trainer, whose own options they then know', () => {
    const [setting] = resolveSettings(base, parseGrid('trainer = original; lowmem = True'));
    expect(setting).toMatchObject({ trainer: 'original', ini: { 'model.original': { lowmem: true } } });
  });

  it('that come to the same are one', () => {
    expect(resolveSettings(base, [[], ...parseGrid('optimizer = adam, ADAM, adabelief')])).toHaveLength(2);
  });

  it('name what there is not, and the nearest that there is', () => {
    expect(() => resolveSettings(base, parseGrid('optimizr = adam'))).toThrow('Did you mean optimizer?');
    expect(() => resolveSettings(base, parseGrid('optimizer = adm'))).toThrow('optimizer must be one of');
    expect(() => resolveSettings(base, parseGrid('trainer = orginal'))).toThrow('There is no trainer orginal');
    expect(() => resolveSettings(base, parseGrid('batch_size = 0'))).toThrow('batch_size must be');
  });
});
