import { describe, expect, it } from 'vitest';
import { convertIni } from '../../../src/conversion/convertSettings';
import { extractIni } from '../../../src/faces/extractIni';
import type { IniFile } from '../../../src/options/checkIni';
import { checkOptions } from '../../../src/options/commandOptions';
import { analyzeIni, noModel } from '../../../src/options/language/analysis';
import { listDiagnostics } from '../../../src/options/language/diagnostics';
import { listFixes } from '../../../src/options/language/fixes';
import { parseIniOptions } from '../../../src/options/loadIni';
import { findSpelling } from '../../../src/options/spelling';
import { convertOptions } from '../../../src/stages/convert/stage';
import { getStage } from '../../../src/stages/stages';
import { trainerNames } from '../../../src/training/models/models';
import { trainIni } from '../../../src/training/settings/trainIni';

const load = (file: IniFile, text: string) => parseIniOptions(file, `/p/${file.name}`, text);

describe('settings files of faceswap 2', () => {
  it('are read with options where they are now, and each move is told', () => {
    const { values, warnings } = load(
      trainIni,
      `[global]
centering = Face
optimizer = adabelief
learning_rate = 3e-05
allow_growth = False
autoclip = True
mask_type = bisenet-fp_face
[global.loss]
l2_reg_term = 100
mouth_multiplier = 5
[trainer.original]
zoom_amount = 3
[model.dfl-h128]
lowmem = TRUE
`,
    );
    expect(values).toEqual({
      global: { centering: 'face' },
      'global.optimizer': { optimizer: 'adabelief', learning_rate: 3e-5, gradient_clipping: 'autoclip' },
      'global.loss': { mask_type: 'bisenet-fp_face', mouth_multiplier: 5 },
      'trainer.augmentation': { zoom_amount: 3 },
      'model.dfl_h128': { lowmem: true },
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /train\.ini, line 3: optimizer of an older faceswap is read as optimizer in \[global\.optimizer\]/,
      ),
      expect.stringMatching(/line 4: learning_rate .* \[global\.optimizer\]/),
      expect.stringMatching(/line 5: there is no option named allow_growth, so that this line has no effect/),
      expect.stringMatching(/line 6: autoclip .* read as gradient_clipping in \[global\.optimizer\]/),
      expect.stringMatching(/line 7: mask_type .* \[global\.loss\]/),
      expect.stringMatching(/line 9: there is no option named l2_reg_term/),
      expect.stringMatching(/line 11: this section of an older faceswap is called \[trainer\.augmentation\] now/),
    ]);
  });

  it.each([
    [extractIni, '[global]\nallow_growth = True\n[align.fan]\nbatch-size = 12\n[detect.mtcnn]\nminsize = 30\n'],
    [convertIni, '[writer.gif]\npalettesize = 64\nsubrectangles = True\n[mask.box_blend]\ntype = gaussian\n'],
  ])('are never refused: $name', (file, text) => {
    expect(load(file, text).warnings.length).toBeGreaterThan(1);
  });

  it('do not overrule what is set where it is now', () => {
    const { values, warnings } = load(trainIni, '[global]\noptimizer = lion\n[global.optimizer]\noptimizer = adam\n');
    expect(values).toEqual({ 'global.optimizer': { optimizer: 'adam' } });
    expect(warnings[0]).toMatch(/optimizer .* has no effect, because \[global\.optimizer\] sets optimizer/);
  });

  it('get a fix in an editor that moves the option', () => {
    const analysis = analyzeIni('[global]\noptimizer = lion\n', trainIni);
    const [diagnostic] = listDiagnostics(analysis, noModel);
    expect(diagnostic).toMatchObject({ code: 'moved', severity: 'information' });
    const [fix] = listFixes(analysis, 'moved', 1, noModel);
    expect(fix).toMatchObject({ title: 'Move to [global.optimizer]' });
  });
});

describe('both spellings of a name', () => {
  it('are one in an option of a command', () => {
    const trainer = (name: string) =>
      (
        checkOptions(getStage('train').options, { inputA: '/a', inputB: '/b', modelDir: '/m', trainer: name }) as {
          trainer: string;
        }
      ).trainer;
    expect(['dfl-h128', 'DFL_H128', 'Dfl-SAE', 'phaze-a'].map(trainer)).toEqual([
      'dfl_h128',
      'dfl_h128',
      'dfl_sae',
      'phaze_a',
    ]);
    const given = { input: '/i', alignments: '/a', modelDir: '/m', output: '/o' };
    expect(
      checkOptions(convertOptions, { ...given, maskType: 'Extended', colorAdjustment: 'AVG_COLOR' }),
    ).toMatchObject({
      maskType: 'extended',
      colorAdjustment: 'avg-color',
    });
  });

  it('are one for every choice of every stage and of every settings file', () => {
    const choices = [trainIni, extractIni, convertIni]
      .flatMap(({ table }) => Object.values(table).flatMap((section) => Object.values(section)))
      .flatMap((option) => (option.type === 'choice' || option.type === 'list' ? [option.choices] : []));
    for (const names of [trainerNames, ...choices])
      for (const name of names) {
        expect(findSpelling(names, name.replaceAll('_', '-').toUpperCase())).toBe(name);
        expect(findSpelling(names, name.replaceAll('-', '_'))).toBe(name);
      }
  });
});
