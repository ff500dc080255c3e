import { getInferenceFolder } from '../../training/store/modelFiles';
import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelInference = defineStage({
  name: 'model-inference',
  command: 'model inference',
  title: 'Export for Converting',
  help: 'Write what converting needs of a model, as ONNX too, to a folder of its own',
  options: {
    modelDir: modelDirOption,
    output: {
      type: 'path',
      short: 'o',
      placeholder: 'DIR',
      help: 'Where it goes; <model>_inference when left out',
    },
  },
  getWrittenPaths: ({ modelDir, output }) => [output ?? getInferenceFolder(modelDir)],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelInference,
});
