import type { Option } from '../optionRecord';
import { lowmem } from './lowmem';

/** Options of the model villain. */
export const villainOptions = {
  lowmem: {
    ...lowmem,
    help: {
      en: 'Half of the residual blocks and a smaller encoder: less memory, less detail.',
      ja: '残差ブロックを半分にし、エンコーダーも小さくする。省メモリだが細部は落ちる。',
    },
  },
} as const satisfies Readonly<Record<string, Option>>;
