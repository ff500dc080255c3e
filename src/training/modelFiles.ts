import { join } from 'node:path';

// Files of a model's folder that others look for too.

export const statePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.json`);
/** The picture of the last save. */
export const previewPath = (modelDir: string) => join(modelDir, 'training_preview.png');
