import { resolve } from 'node:path';
import { colorMethodNames, findColorMethod } from '../../conversion/color/colorMethods';
import { conversionMaskNames } from '../../faces/masks/masks';
import { isWrittenAsFolder } from '../../files/fileName';
import type { OptionSet } from '../../options/option';
import { configOption, createConsentOption, inputOption, modelDirOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';
import { listSwapJobs } from './swapJobs';

export const convertOptions = {
  input: inputOption,
  alignments: {
    type: 'path',
    required: true,
    short: 'p',
    placeholder: 'FILE',
    help: 'The alignments file of the input',
  },
  modelDir: {
    ...modelDirOption,
    placeholder: 'DIR|FILE',
    help: 'The folder of the model, or a .dfm file',
  },
  output: {
    ...outputOption,
    aliases: ['output-dir'],
    placeholder: 'FILE|DIR',
    keepsSeparator: true,
    help: 'The video to write (.mp4), or a folder for PNG images: one that is there, or with / at its end',
  },
  acceptMismatch: {
    type: 'flag',
    help: 'Use the alignments even if they were made from another video or folder; their points are scaled to its size',
  },
  swapModel: {
    type: 'flag',
    short: 's',
    help: 'Swap B to A instead of A to B',
  },
  morph: {
    type: 'float',
    min: 0,
    max: 100,
    help: 'How much of the other face to show, in percent, for a .dfm that supports it; default: 100',
  },
  maskType: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', ...conversionMaskNames],
    short: 'M',
    help: 'Mask used for blending; auto: the mask that the model predicts (learn_mask), else the mask that it was trained with',
  },
  colorAdjustment: {
    type: 'choice',
    default: 'avg-color',
    choices: colorMethodNames,
    choiceHelp: Object.fromEntries(colorMethodNames.map((name) => [name, findColorMethod(name).help])),
    short: 'c',
    help: 'How the colors of swapped faces are matched to the frame',
  },
  config: {
    ...configOption,
    help: 'The convert.ini to use',
  },
  consentA: createConsentOption(
    'Consent note for A (why the face may be used), for the metadata of the result; default: the note in the project',
  ),
  consentB: createConsentOption(
    'Consent note for B (why the face may be used), for the metadata of the result; default: the note in the project',
  ),
} as const satisfies OptionSet;

export const convert = defineStage({
  name: 'convert',
  title: 'Convert',
  help: 'Swap the faces of a video',
  isSuggestedTask: true,
  result: 'media',
  options: convertOptions,
  listOutputs: ({ output }) => [{ path: resolve(output), kind: isWrittenAsFolder(output) ? 'pictures' : 'result' }],
  listModelJobs: (model, given) => listSwapJobs(model, given, (source, name) => source.getSwapPath(name)),
  run: async () => (await import('./run')).convert,
});
