import { getInferenceFolder } from '../../training/store/modelFiles';
import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelInference = defineStage({
  name: 'model-inference',
  command: 'model inference',
  title: 'Export for Converting',
  help: 'Export the parts of a model that converting needs, also as ONNX, to a folder',
  options: {
    modelDir: modelDirOption,
    output: {
      type: 'path',
      short: 'o',
      placeholder: 'DIR',
      help: 'The output folder; default: <model>_inference',
    },
  },
  listOutputs: ({ modelDir, output }) => [{ path: output ?? getInferenceFolder(modelDir), kind: 'newFolder' }],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelInference,
});
