import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getCudaFolder, hasCudaLibraries } from './cudaFolder';

/** The folder of onnxruntime-node's own libraries for this machine. */
export function getRuntimeFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
}

/** Where the CUDA library is: the download's folder, the npm package's, or nowhere. */
export function findCudaLibrary(): string | undefined {
  return [getCudaFolder(), getRuntimeFolder()].find(hasCudaLibraries);
}
