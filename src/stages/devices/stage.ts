import { getCudaFolder } from '../../runtime/cuda/cudaFolder';
import { defineStage } from '../stage';

export const devices = defineStage({
  name: 'devices',
  title: 'Devices',
  help: 'List the devices of this machine and their memory, and the one that training would use',
  result: 'report',
  options: {
    fetchCuda: {
      type: 'flag',
      help: 'Download the CUDA library of ONNX Runtime first (several hundred MB; nothing else is ever downloaded)',
    },
    cudaSource: {
      type: 'text',
      placeholder: 'URL',
      help: 'A mirror of the NuGet registry to download it from',
    },
  },
  listOutputs: ({ fetchCuda }) => (fetchCuda ? [{ path: getCudaFolder(), kind: 'edited' }] : []),
  run: async () => (await import('./run')).devices,
});
