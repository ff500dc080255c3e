import type { LocalizedText } from '../options/optionRecord';

/** The note on what basis somebody may be shown, and where it goes. */
export function consentOf(side: 'A' | 'B', place: LocalizedText) {
  return {
    type: 'text',
    placeholder: 'TEXT',
    help: {
      en: `On what basis ${side} may be shown, for ${place.en}; the project's note when left out`,
      ja: `${side} の顔を使用してよい根拠（${place.ja}に記載。省略時はプロジェクトのメモ）`,
    },
  } as const;
}
