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
      en: 'Workers that prepare faces, but no more than the machine has cores. 0 takes one for four cores.',
      ja: '顔を準備するワーカーの数(コア数まで)。0 で 4 コアにつき 1 つ。',
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
