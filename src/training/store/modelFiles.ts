import { join, resolve } from 'node:path';

// Files of a model's folder that others look for too.

export const getStatePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.json`);
/** Of the save before the newest. */
export const getPreviousStatePath = (modelDir: string, trainer: string) =>
  join(modelDir, `${trainer}_state.previous.json`);
/** Of the best save. */
export const getBackupStatePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.bk.json`);
/** Of the losses and what else is logged; by its name in the model's folder. */
export const logsFolderName = 'logs';
/** The picture of the last save. */
export const getPreviewPath = (modelDir: string) => join(modelDir, 'training_preview.png');
/** The same with the face masks. */
export const getMaskedPreviewPath = (modelDir: string) => join(modelDir, 'training_preview_masks.png');
/** What people should know of a model. */
export const getModelCardPath = (modelDir: string) => join(modelDir, 'model_card.md');
/** Where the pictures of a timelapse go unless another folder is named. */
export const getTimelapseFolder = (modelDir: string) => join(modelDir, 'timelapse');
/** Where the export of a model goes unless another folder is named. */
export const getInferenceFolder = (modelDir: string) => `${resolve(modelDir)}_inference`;
/** The curve of the test that found a model's learning rate. */
export const getLearningRateCurvePath = (modelDir: string) => join(modelDir, 'learning_rate.svg');
