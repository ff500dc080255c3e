import type { WholeMask } from './mask';

export const noMask = { name: 'none', help: 'No mask: the whole square.', source: 'none' } as const satisfies WholeMask;
