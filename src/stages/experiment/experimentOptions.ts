import { train } from '../train/stage';

const { inputA, inputB, consentA, consentB, trainer, preset, batchSize, config, saveInterval, threads, holdOut } =
  train.options;

export const experimentOptions = {
  inputA,
  inputB,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'DIR',
    help: 'The folder of the experiment: its models, its record, and its page; the same command continues it',
  },
  grid: {
    type: 'text',
    short: 'g',
    placeholder: 'CHANGES',
    help: 'Every combination of these values: "loss_function = ssim, ms_ssim; optimizer = adam, adabelief"',
  },
  list: {
    type: 'text',
    placeholder: 'CHANGES',
    help: 'These settings, and the base without changes: "optimizer = adabelief; learning_rate = 1e-4 | no_warp = True"',
  },
  config: { ...config, help: 'The train.ini that all settings begin from; default: the defaults of the trainer' },
  trainer,
  preset,
  batchSize,
  for: {
    type: 'duration',
    placeholder: 'TIME',
    help: 'Train each run for this long: 10m, 2h, 1h30m; default: 10m, unless there are --iterations',
  },
  iterations: {
    type: 'int',
    min: 1,
    max: 100_000_000,
    short: 'i',
    help: 'Train each run for this many iterations',
  },
  seeds: {
    type: 'int',
    default: 2,
    min: 1,
    max: 100,
    help: 'Train each setting from this many seeds: how much their results differ says what can be told',
  },
  holdOut: {
    ...holdOut,
    default: 10,
    min: 1,
    help: 'Share of the faces of each film that is not trained on, but used to measure the models',
  },
  judgeBy: {
    type: 'choice',
    default: 'margin',
    choices: ['margin', 'likenessToB', 'detail', 'mouth', 'eyes', 'ssim', 'psnr'],
    help: 'The measure that decides which setting is the best',
  },
  apply: {
    type: 'text',
    placeholder: 'best|NUMBER',
    help: 'Write the changes of the best setting, or of the one with this number, into --config',
  },
  noPictures: {
    type: 'flag',
    help: 'Show no faces on the page, so that it may be given to anybody',
  },
  acceptLong: {
    type: 'flag',
    help: 'Start an experiment of more than 24 runs, or 12 hours',
  },
  saveInterval,
  threads,
  consentA,
  consentB,
} as const;
