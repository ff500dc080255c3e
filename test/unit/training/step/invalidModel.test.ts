import { expect, it } from 'vitest';
import { trainerNames } from '../../../../src/training/models/models';
import { whyUnbuildable } from '../../../../src/training/step/invalidModel';

it('every model can be built as it comes', () => {
  expect(trainerNames.map((trainer) => whyUnbuildable(trainer, {}))).toEqual(trainerNames.map(() => undefined));
});

it.each([
  ['phaze_a', { 'model.phaze_a': { enc_architecture: 'resnet50' } }, /enc_architecture = resnet50/],
  ['phaze_a', { 'model.phaze_a': { dec_upscales_in_fc: 9 } }, /dec_upscales_in_fc = 9/],
  ['phaze_a', { 'model.phaze_a': { output_size: 80, fc_dimensions: 1, fc_upsamples: 0 } }, /output_size of 80/],
  [
    'dfl_sae',
    { 'global.loss': { loss_function: 'ms_ssim' }, 'model.dfl_sae': { input_size: 64, multiscale_decoder: true } },
    /ms_ssim/,
  ],
  ['original', { 'global.loss': { loss_function_2: 'lpips_alex' } }, /lpips_trunk/],
] as const)('tells why %s cannot be built of %j', (trainer, asked, sentence) => {
  expect(whyUnbuildable(trainer, asked)).toMatch(sentence);
});

it('counts what the model was created with, and what has no weight not at all', () => {
  const loss = { loss_function_3: 'lpips_vgg16', loss_weight_3: 0 };
  expect(whyUnbuildable('original', { 'global.loss': loss })).toBeUndefined();
  const stored = { 'model.phaze_a': { enc_architecture: 'fs_original' } };
  expect(whyUnbuildable('phaze_a', { 'model.phaze_a': { enc_architecture: 'resnet50' } }, stored)).toBeUndefined();
});
