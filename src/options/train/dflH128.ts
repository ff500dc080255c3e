import type { Option } from '../optionRecord';
import { lowmem } from './lowmem';

/** Options of the model dfl_h128. */
export const dflH128Options = {
  lowmem: {
    ...lowmem,
    help: {
      en: 'Half the width behind the encoder: less memory, less detail.',
      ja: 'エンコーダー以降の幅を半分にする。省メモリだが細部は落ちる。',
    },
  },
} as const satisfies Readonly<Record<string, Option>>;
