import { modelDirOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelExport = defineStage({
  name: 'model-export',
  command: 'model export',
  title: 'Export Model',
  help: 'Export a model as one file for other programs: .dfm or .onnx',
  options: {
    modelDir: modelDirOption,
    output: {
      ...outputOption,
      help: 'The file to write: .dfm for DeepFaceLive and FaceFusion, .onnx for any other program',
    },
    swapModel: {
      type: 'flag',
      short: 's',
      help: 'Export the direction from B to A instead of A to B',
    },
    precision: {
      type: 'choice',
      choices: ['fp32', 'fp16'],
      default: 'fp32',
      help: 'Precision of the weights; fp16 halves the file size',
    },
    license: {
      type: 'text',
      placeholder: 'TEXT',
      help: 'The license of the model, for the metadata of .onnx',
    },
  },
  listOutputs: ({ output }) => [{ path: output, kind: 'export' }],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelExport,
});
