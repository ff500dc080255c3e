import type { ColorMethod } from './colorMethod';

/** Pérez et al. 2003, "Poisson image editing". Not available yet. */
export const seamlessClone = {
  name: 'seamless-clone',
  help: 'Blends the gradients of the face into the frame.',
} as const satisfies ColorMethod;
