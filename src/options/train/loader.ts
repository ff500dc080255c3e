import type { Option } from '../optionRecord';

export const loaderOptions = {
  num_processes: {
    type: 'int',
    default: 4,
    min: 0,
    max: 32,
    fixed: true,
    group: 'loader',
    help: {
      en: 'Most workers that prepare faces; never more than the machine has cores. 0 chooses by the cores.',
      ja: '顔を準備するワーカーの最大数。コア数は超えない。0 でコア数から自動で決める。',
    },
  },
  pre_fetch: {
    type: 'int',
    default: 2,
    min: 1,
    max: 10,
    fixed: true,
    group: 'loader',
    help: {
      en: 'Batches a worker prepares ahead.',
      ja: '各ワーカーが先に準備しておくバッチの数。',
    },
  },
} as const satisfies Record<string, Option>;
