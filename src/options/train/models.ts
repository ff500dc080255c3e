import type { Option } from '../optionRecord';

export const originalModelOptions = {
  lowmem: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'model',
    help: {
      en: 'A smaller encoder: less memory, less detail.',
      ja: 'エンコーダーを小さくする。省メモリだが細部は落ちる。',
    },
  },
} as const satisfies Record<string, Option>;
