import { getCudaFolder } from '../../runtime/cuda/cudaFolder';
import { defineStage } from '../stage';

export const devices = defineStage({
  name: 'devices',
  title: 'Devices',
  help: 'List what can compute here, with its memory, and what a training would take',
  options: {
    fetchCuda: {
      type: 'flag',
      help: "Download ONNX Runtime's CUDA library first (some hundred MB; nothing else is ever downloaded)",
    },
    cudaSource: {
      type: 'text',
      placeholder: 'URL',
      help: "A mirror of NuGet's registry to download it from",
    },
  },
  getWrittenPaths: ({ fetchCuda }) => [fetchCuda ? getCudaFolder() : undefined],
  run: async () => (await import('./run')).devices,
});
