import { getTrainingEnvironment } from '../../runtime/trainingEnvironment';
import { trainerNames } from '../../training/models/models';
import { configOption, createConsentOption, getConsents, modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

/** Its options have faceswap's names where faceswap has them. */
export const train = defineStage({
  name: 'train',
  title: 'Train',
  help: 'Train a model on the faces of two people',
  options: {
    inputA: {
      type: 'path',
      required: true,
      short: 'A',
      aliases: ['input-A'],
      placeholder: 'DIR',
      help: 'The faces of A, who is to be replaced',
    },
    inputB: {
      type: 'path',
      required: true,
      short: 'B',
      aliases: ['input-B'],
      placeholder: 'DIR',
      help: 'The faces of B, who appears instead',
    },
    consentA: createConsentOption("On what basis A may be shown, for the model card; the project's note when left out"),
    consentB: createConsentOption("On what basis B may be shown, for the model card; the project's note when left out"),
    modelDir: modelDirOption,
    trainer: {
      type: 'choice',
      choices: trainerNames,
      short: 't',
      help: "The model: nimble for machines without a GPU; the preset's, or original, when left out",
    },
    preset: {
      type: 'text',
      placeholder: 'NAME',
      help: "A ready choice of model and options: one of the program's presets, or of those in the project's folder presets",
    },
    batchSize: {
      type: 'int',
      min: 1,
      max: 256,
      short: 'b',
      help: 'Faces of each side in an iteration',
    },
    largestBatch: {
      type: 'flag',
      help: 'Take as many faces as the memory of the device has room for',
    },
    iterations: {
      type: 'int',
      min: 0,
      max: 5_000_000,
      short: 'i',
      help: 'Stop when the model has had so many iterations',
    },
    saveInterval: {
      type: 'int',
      min: 1,
      max: 100_000,
      short: 's',
      help: 'Iterations from one save to the next',
    },
    snapshotInterval: {
      type: 'int',
      min: 0,
      max: 1_000_000,
      short: 'I',
      help: 'Iterations from one copy of the whole model to the next, 25000 when left out; 0 for none',
    },
    config: {
      ...configOption,
      help: "The train.ini to follow, when not the one in the model's folder",
    },
    timelapseInputA: {
      type: 'path',
      short: 'x',
      aliases: ['timelapse-input-A'],
      placeholder: 'DIR',
      help: 'Keep a picture of these faces of A, and of those of B, at each save',
    },
    timelapseInputB: {
      type: 'path',
      short: 'y',
      aliases: ['timelapse-input-B'],
      placeholder: 'DIR',
      help: 'The faces of B for the timelapse',
    },
    timelapseOutput: {
      type: 'path',
      short: 'z',
      placeholder: 'DIR',
      help: "Where its pictures go; the folder timelapse of the model's when left out",
    },
    loadWeights: {
      type: 'path',
      short: 'l',
      placeholder: 'PATH',
      help: 'Start a new model from the weights of another, of a .safetensors file, or of a folder of such',
    },
    loadLayers: {
      type: 'text',
      placeholder: 'NAMES',
      help: 'What of them to take: beginnings of layer names, with commas between; all that fits when left out (phaze_a: load_layers)',
    },
    freezeWeights: {
      type: 'flag',
      short: 'f',
      help: 'Leave the encoder as it is (phaze_a: what its option freeze_layers names)',
    },
    freezeLayers: {
      type: 'text',
      placeholder: 'NAMES',
      help: 'Leave other layers as they are: beginnings of their names, with commas between (encoder, decoder_a, …)',
    },
    warmUp: {
      type: 'int',
      min: 0,
      max: 1_000_000,
      short: 'a',
      aliases: ['warmup'],
      help: 'Iterations over which the learning rate rises to what it is',
    },
    findLearningRate: {
      type: 'flag',
      short: 'r',
      aliases: ['use-lr-finder'],
      help: 'Use the learning rate that a range test finds for a new model, or found when it was new',
    },
    noLogs: {
      type: 'flag',
      help: "Keep no logs of the losses, neither for TensorBoard nor for the training's own plot",
    },
    noFlip: { type: 'flag', short: 'P', help: 'Never mirror the faces' },
    noAugmentColor: {
      type: 'flag',
      short: 'c',
      help: "Leave the faces' colours as they are",
    },
    warpToLandmarks: {
      type: 'flag',
      short: 'M',
      help: 'Warp each face to the shape of one that is like it on the other side, not at random',
    },
    noWarp: {
      type: 'flag',
      short: 'W',
      help: 'Do not warp the faces: for the last part of a training',
    },
    threads: {
      type: 'int',
      min: 1,
      max: 1024,
      help: 'Processor threads of the step; all cores when left out',
    },
    seed: {
      type: 'int',
      min: 0,
      max: 4_294_967_295,
      help: 'Makes a new model start, and its faces come, always in the same way',
    },
  },
  getWrittenPaths: ({ modelDir, timelapseOutput }) => [modelDir, timelapseOutput],
  async listModelJobs(model) {
    return [
      {
        inputA: await model.a.findLargestFaceset(),
        inputB: await model.b.findLargestFaceset(),
        modelDir: model.path,
        trainer: model.trainer,
        ...getConsents(model),
      },
    ];
  },
  getEnvironment: getTrainingEnvironment,
  run: async () => (await import('./run')).train,
});
