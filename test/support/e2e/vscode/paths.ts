import { resolve } from 'node:path';

/** The root of the repository; tests run from there. */
export const root = resolve('.');

/** Where the pictures for the documentation go; undefined unless `npm run screens` asks for them. */
export const picturesFolder = process.env.E2E_PICTURES;
