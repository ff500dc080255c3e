import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getCudaFolder, hasCudaLibraries } from './cudaFolder';

// Not in cudaFolder.ts, because the extension host reads that file, and its CommonJS bundle has no import.meta.

/** Returns the path of onnxruntime-node's main module. */
export function resolveRuntime(): string {
  return createRequire(import.meta.url).resolve('onnxruntime-node');
}

/** Returns the folder of onnxruntime-node's own native libraries for this platform. */
export function getRuntimeFolder(): string {
  return join(dirname(resolveRuntime()), '..', 'bin', 'napi-v6', process.platform, process.arch);
}

/** Returns the folder of the CUDA library, the download's or the npm package's, or undefined if there is none. */
export function findCudaLibrary(): string | undefined {
  return [getCudaFolder(), getRuntimeFolder()].find(hasCudaLibraries);
}
