/** The made damages that measures are validated with (bench/evaluate): each has five strengths. */
export const degradationNames = [
  'blur',
  'wrong-identity',
  'shifted-mask',
  'hard-edge',
  'color-cast',
  'frozen-expression',
  'flicker',
] as const;

export type DegradationName = (typeof degradationNames)[number];
