/** The state of a saved model, as far as the language of settings files reads it: what the model keeps of its settings. */
export const savedState = {
  name: 'original',
  sessions: {},
  lowest_avg_loss: null,
  iterations: 5,
  config: { global: { centering: 'head' } },
  generation: 1,
  weights: { file: 'original.1.safetensors', bytes: 1, crc32: 0 },
  seed: 1,
};
