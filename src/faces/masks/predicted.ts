import type { PredictedMask } from './mask';

export const predictedMask = {
  name: 'predicted',
  help: 'The mask that the model predicts (learn_mask).',
  source: 'model',
} as const satisfies PredictedMask;
