import { existsSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { pixelRanges } from '../../evaluation/pixelRanges';
import { convertOptions } from '../convert/stage';
import { listSwapJobs } from '../convert/swapJobs';
import { everyOption, inputOption, modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';
import { usualSample } from './evaluateOptions';

const { required: _, ...optionalModelDir } = modelDirOption;
const { default: _every, ...every } = everyOption;
const { acceptMismatch, alignments, colorAdjustment, config, maskType, swapModel } = convertOptions;

export const evaluateOptions = {
  input: { ...inputOption, help: 'The video or folder whose faces were swapped' },
  alignments,
  result: {
    type: 'path',
    short: 'r',
    placeholder: 'VIDEO|DIR',
    help: 'The result to measure; without it the faces are swapped with --model-dir, and no video is written',
  },
  modelDir: {
    ...optionalModelDir,
    placeholder: 'DIR|FILE',
    help: 'The model: its output size is that of the ceiling; a folder, or a .dfm file',
  },
  facesA: {
    type: 'path',
    required: true,
    short: 'A',
    placeholder: 'DIR',
    help: 'The faces of A, who was replaced',
  },
  facesB: {
    type: 'path',
    required: true,
    short: 'B',
    placeholder: 'DIR',
    help: 'The faces of B, who appears instead',
  },
  output: {
    type: 'path',
    short: 'o',
    placeholder: 'FILE',
    help: 'The file for the values of every frame (.json)',
  },
  page: {
    type: 'path',
    placeholder: 'FILE',
    help: 'A page to write (.html), which needs nothing but itself; it shows faces',
  },
  sampleFrames: {
    type: 'int',
    default: usualSample,
    min: 0,
    max: 1_000_000,
    help: 'Measure so many frames, evenly spread, when there are more; 0 measures all',
  },
  every: { ...every, help: 'Measure every Nth frame instead' },
  ceilingFrames: {
    type: 'int',
    default: 40,
    min: 0,
    max: 10_000,
    help: 'In so many frames faces of B are laid onto A, to tell the best that this pair allows',
  },
  identityNetwork: {
    type: 'path',
    placeholder: 'FILE',
    help: 'A recognition network to judge by (.onnx, aligned as for ArcFace), instead of the one that sorts faces',
  },
  identityPixels: {
    type: 'choice',
    default: 'arcface',
    choices: pixelRanges.map(({ name }) => name),
    choiceHelp: Object.fromEntries(pixelRanges.map(({ name, help }) => [name, help])),
    help: 'The range of pixels that this network was trained with',
  },
  acceptMismatch,
  swapModel,
  maskType: { ...maskType, help: 'The mask that the result was made with, for the ceiling' },
  colorAdjustment: { ...colorAdjustment, help: 'The color method that the result was made with, for the ceiling' },
  config: { ...config, help: 'The convert.ini that the result was made with' },
} as const;

/** Returns what was converted, a video or the folder of images that is named like it; undefined where there is neither. */
function findResult(output: string): string | undefined {
  return [output, join(dirname(output), parse(output).name)].find((path) => existsSync(path));
}

export const evaluate = defineStage({
  name: 'evaluate',
  title: 'Evaluate Swap',
  help: 'Measure how good a swap is: who is shown, what is kept of A, the picture, and the best that this pair allows',
  result: 'report',
  options: evaluateOptions,
  listOutputs: ({ output, page }) => [
    ...(output === undefined ? [] : [{ path: resolve(output), kind: 'evaluation' } as const]),
    ...(page === undefined ? [] : [{ path: resolve(page), kind: 'page' } as const]),
  ],
  getFaceFolders: ({ facesA, facesB }) => [facesA, facesB],
  listModelJobs: async (model, given) => {
    const jobs = await listSwapJobs(model, given, (source, name) => source.getSwapPath(name));
    const faces = { facesA: await model.a.findLargestFaceset(), facesB: await model.b.findLargestFaceset() };
    // What was converted is measured; where nothing was, the model.
    return jobs.map(({ output, consentA: _consentA, consentB: _consentB, ...job }) => {
      const result = findResult(String(output));
      return { ...job, ...faces, ...(result !== undefined && { result }) };
    });
  },
  run: async () => (await import('./run')).evaluate,
});
