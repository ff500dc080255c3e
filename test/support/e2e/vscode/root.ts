import { resolve } from 'node:path';

/** The root of the repository; tests run from there. */
export const root = resolve('.');
