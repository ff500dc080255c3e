import { getTrainingEnvironment } from '../../runtime/trainingEnvironment';
import { trainerNames } from '../../training/models/models';
import { configOption, createConsentOption, getConsents, modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

/** Its options have faceswap's names where faceswap has them. */
export const train = defineStage({
  name: 'train',
  title: 'Train',
  help: 'Train a model on the faces of two people',
  isSuggestedTask: true,
  options: {
    inputA: {
      type: 'path',
      required: true,
      short: 'A',
      aliases: ['input-A'],
      placeholder: 'DIR',
      help: 'The faces of person A, who is replaced',
    },
    inputB: {
      type: 'path',
      required: true,
      short: 'B',
      aliases: ['input-B'],
      placeholder: 'DIR',
      help: 'The faces of person B, who appears instead',
    },
    consentA: createConsentOption(
      'Consent note for A (why the face may be used), for the model card; default: the note in the project',
    ),
    consentB: createConsentOption(
      'Consent note for B (why the face may be used), for the model card; default: the note in the project',
    ),
    modelDir: modelDirOption,
    trainer: {
      type: 'choice',
      choices: trainerNames,
      short: 't',
      help: 'The kind of model, such as nimble for machines without a GPU; default: that of the preset, or original',
    },
    preset: {
      type: 'text',
      placeholder: 'NAME',
      help: 'A preset of model and options: from the program, or from the folder presets of the project',
    },
    batchSize: {
      type: 'int',
      min: 1,
      max: 256,
      short: 'b',
      help: 'Number of faces of each side per iteration',
    },
    largestBatch: {
      type: 'flag',
      help: 'Use the largest batch size that fits into the memory of the device',
    },
    iterations: {
      type: 'int',
      min: 0,
      max: 100_000_000,
      short: 'i',
      help: 'Stop when the model has been trained for this many iterations',
    },
    for: {
      type: 'duration',
      placeholder: 'TIME',
      help: 'Stop after training for this long: 10m, 2h, 1h30m, or seconds; what an interrupted training has left of it goes on',
    },
    saveInterval: {
      type: 'int',
      min: 1,
      max: 100_000,
      short: 's',
      help: 'Number of iterations between two saves',
    },
    snapshotInterval: {
      type: 'int',
      min: 0,
      max: 1_000_000,
      short: 'I',
      help: 'Number of iterations between two snapshots of the whole model; default: 25000, 0 for no snapshots',
    },
    holdOut: {
      type: 'int',
      min: 0,
      max: 50,
      placeholder: 'PERCENT',
      help: 'Share of the faces of each film that is not trained on, but used to measure the model; default: 5, 0 for none',
    },
    stopWhenFlat: {
      type: 'flag',
      help: 'Stop when nothing improves any more that is measured on these faces: identity, expression, detail',
    },
    config: {
      ...configOption,
      help: 'The train.ini to use; default: the one in the folder of the model',
    },
    timelapseInputA: {
      type: 'path',
      short: 'x',
      aliases: ['timelapse-input-A'],
      placeholder: 'DIR',
      help: 'The faces of A for the timelapse, which adds an image at each save',
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
      help: 'The folder for the timelapse images; default: the folder timelapse in the folder of the model',
    },
    loadWeights: {
      type: 'path',
      short: 'l',
      placeholder: 'PATH',
      help: 'Start a new model from the weights of another model, of a .safetensors file, or of a folder of such files',
    },
    loadLayers: {
      type: 'text',
      placeholder: 'NAMES',
      help: 'The layers to load: prefixes of layer names, separated by commas; default: all that fit (phaze_a: load_layers)',
    },
    freezeWeights: {
      type: 'flag',
      short: 'f',
      help: 'Freeze the encoder (phaze_a: the layers in its option freeze_layers)',
    },
    freezeLayers: {
      type: 'text',
      placeholder: 'NAMES',
      help: 'Freeze these layers instead: prefixes of layer names, separated by commas (encoder, decoder_a, …)',
    },
    warmUp: {
      type: 'int',
      min: 0,
      max: 1_000_000,
      short: 'a',
      aliases: ['warmup'],
      help: 'Number of iterations over which the learning rate rises to its full value',
    },
    findLearningRate: {
      type: 'flag',
      short: 'r',
      aliases: ['use-lr-finder'],
      help: 'Find a learning rate for a new model with a range test, and use it',
    },
    noLogs: {
      type: 'flag',
      help: 'Do not log the losses for TensorBoard and the training monitor',
    },
    noFlip: { type: 'flag', short: 'P', help: 'Do not mirror faces at random' },
    noAugmentColor: {
      type: 'flag',
      short: 'c',
      help: 'Do not vary the colors of faces',
    },
    warpToLandmarks: {
      type: 'flag',
      short: 'M',
      help: 'Warp each face to the landmarks of a similar face of the other side, instead of at random',
    },
    noWarp: {
      type: 'flag',
      short: 'W',
      help: 'Do not warp faces: for the last part of a training',
    },
    threads: {
      type: 'int',
      min: 1,
      max: 1024,
      help: 'Number of CPU threads for training; default: all cores',
    },
    seed: {
      type: 'int',
      min: 0,
      max: 4_294_967_295,
      help: 'Random seed, which makes the start of a new model and the order of its faces reproducible',
    },
  },
  listOutputs: ({ modelDir, timelapseOutput }) => [
    { path: modelDir, kind: 'newModel' },
    ...(timelapseOutput === undefined ? [] : [{ path: timelapseOutput, kind: 'pictures' } as const]),
  ],
  getFaceFolders: ({ inputA, inputB, timelapseInputA, timelapseInputB }) => [
    inputA,
    inputB,
    timelapseInputA,
    timelapseInputB,
  ],
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
