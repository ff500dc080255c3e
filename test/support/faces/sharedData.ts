import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Real photos, videos and a faceset of faceswap's own, which stand beside the project and are no part of it. */
export const sharedData = resolve('../shared/data');

/** Title of a test that reads {@link sharedData}: says so where the folder is absent, and the test is skipped. */
export const hasSharedData = existsSync(sharedData);
export const skippedNote = hasSharedData ? '' : ' (skipped: ../shared/data is absent)';
