import { join, resolve } from 'node:path';

// Files of a model's folder that others look for too.

export const statePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.json`);
/** Of the save before the newest. */
export const previousStatePath = (modelDir: string, trainer: string) =>
  join(modelDir, `${trainer}_state.previous.json`);
/** Of the best save. */
export const backupStatePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.bk.json`);
/** Of the losses and what else is logged; by its name in the model's folder. */
export const logsFolder = 'logs';
/** The picture of the last save. */
export const previewPath = (modelDir: string) => join(modelDir, 'training_preview.png');
/** The same with the face masks. */
export const maskedPreviewPath = (modelDir: string) => join(modelDir, 'training_preview_masks.png');
/** What people should know of a model. */
export const modelCardPath = (modelDir: string) => join(modelDir, 'model_card.md');
/** Where the pictures of a timelapse go unless another folder is named. */
export const timelapseFolderOf = (modelDir: string) => join(modelDir, 'timelapse');
/** Where the export of a model goes unless another folder is named. */
export const inferenceFolderOf = (modelDir: string) => `${resolve(modelDir)}_inference`;
/** The curve of the test that found a model's learning rate. */
export const learningRateCurvePath = (modelDir: string) => join(modelDir, 'learning_rate.svg');
