import type { Aligner } from './aligner';

export const dense68 = {
  name: 'dense-68',
  help: "face-api's network of densely connected blocks: 68 points.",
  async open(letterbox, threads) {
    return (await import('../networks/openDense68')).openDense68(letterbox, threads);
  },
} as const satisfies Aligner;
