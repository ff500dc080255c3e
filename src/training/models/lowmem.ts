/** A smaller variant of a model; what is smaller in it, its own help says. */
export const lowmem = { type: 'bool', default: false, fixed: true, group: 'network' } as const;
