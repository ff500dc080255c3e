import { expect, it } from 'vitest';
import { trainerNames } from '../../../../src/training/models/models';
import { explainInvalidModel } from '../../../../src/training/step/invalidModel';

it.each(trainerNames)('%s can be built with its defaults', async (trainer) => {
  expect(await explainInvalidModel(trainer, {})).toBeUndefined();
});

it.each([
  ['phaze_a', { 'model.phaze_a': { enc_architecture: 'resnet50' } }, /enc_architecture = resnet50/],
  ['phaze_a', { 'model.phaze_a': { dec_upscales_in_fc: 9 } }, /dec_upscales_in_fc = 9/],
  ['phaze_a', { 'model.phaze_a': { output_size: 80, fc_dimensions: 1, fc_upsamples: 0 } }, /output_size = 80/],
  [
    'dfl_sae',
    { 'global.loss': { loss_function: 'ms_ssim' }, 'model.dfl_sae': { input_size: 64, multiscale_decoder: true } },
    /ms_ssim/,
  ],
  ['original', { 'global.loss': { loss_function_2: 'lpips_alex' } }, /lpips_trunk/],
] as const)('explains why %s cannot be built with %j', async (trainer, asked, sentence) => {
  expect(await explainInvalidModel(trainer, asked)).toMatch(sentence);
});

it('uses the options that the model was created with, and ignores losses without weight', async () => {
  const loss = { loss_function_3: 'lpips_vgg16', loss_weight_3: 0 };
  expect(await explainInvalidModel('original', { 'global.loss': loss })).toBeUndefined();
  const stored = { 'model.phaze_a': { enc_architecture: 'fs_original' } };
  expect(
    await explainInvalidModel('phaze_a', { 'model.phaze_a': { enc_architecture: 'resnet50' } }, stored),
  ).toBeUndefined();
});
