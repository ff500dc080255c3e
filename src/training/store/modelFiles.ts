import { join, resolve } from 'node:path';
import { shortenPath } from '../../files/fileName';

// Paths in a model's folder that several parts of the program use.

export const getStatePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.json`);
/** State of the save before the newest one. */
export const getPreviousStatePath = (modelDir: string, trainer: string) =>
  join(modelDir, `${trainer}_state.previous.json`);
/** State of the best save. */
export const getBackupStatePath = (modelDir: string, trainer: string) => join(modelDir, `${trainer}_state.bk.json`);
/** Exists while the first save of a model is written: without it, weights without a state are those of a model. */
export const getFirstSavePath = (modelDir: string) => join(modelDir, '.first-save');
/** Name of the folder for logs in a model's folder. */
export const logsFolderName = 'logs';
/** Preview image of the last save. */
export const getPreviewPath = (modelDir: string) => join(modelDir, 'training_preview.png');
/** The same preview with the face masks. */
export const getMaskedPreviewPath = (modelDir: string) => join(modelDir, 'training_preview_masks.png');
/** Model card: what people should know about a model. */
export const getModelCardPath = (modelDir: string) => join(modelDir, 'model_card.md');
/** Default folder for the images of a timelapse. */
export const getTimelapseFolder = (modelDir: string) => join(modelDir, 'timelapse');
/** Default folder for the export of a model. */
export const getInferenceFolder = (modelDir: string) => shortenPath(`${resolve(modelDir)}_inference`);
/** Curve of the range test that found the model's learning rate. */
export const getLearningRateCurvePath = (modelDir: string) => join(modelDir, 'learning_rate.svg');
