import type { ModelDefinition } from '../model';

export const nimble = {
  name: 'nimble',
  summary: 'the classic model with a quarter of the filters, 64 pixels: for machines without a GPU',
  isRecommended: true,
  facesPerSecond: 83,
  // Few pixels, so all of them for the face; small enough for a twentyfold rate, and for saving the optimizer's state
  // each time at no cost.
  preferences: { global: { coverage: 75 }, 'global.optimizer': { learning_rate: 1e-3, save_optimizer: 'always' } },
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition;
