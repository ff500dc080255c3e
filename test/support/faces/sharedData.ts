import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Photos, videos and a faceset of faceswap itself. They are not part of the project: a folder beside it may have them. */
export const sharedData = resolve('../shared/data');

/** Whether the folder is there; tests that need its real data are skipped without it, and say so in their titles. */
export const hasSharedData = existsSync(sharedData);
export const skippedNote = hasSharedData ? '' : ' (skipped: ../shared/data is absent)';
