import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { resolveCacheFolder } from '../../files/userFolders';

/** The version of ONNX Runtime that the CUDA library must have. */
export const runtimeVersion = '1.30.0';

/** The files of the CUDA execution provider, besides {@link runtimeLibrary}. */
export const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** The file of ONNX Runtime itself, under the name that its Node binding loads. */
export const runtimeLibrary = 'libonnxruntime.so.1';

/** Returns the folder for the downloaded CUDA library. It is outside the npm package, which updates replace. */
export function getCudaFolder(): string {
  return join(resolveCacheFolder(), `cuda-${runtimeVersion}`);
}

export function hasFetchedCuda(): boolean {
  return hasCudaLibraries(getCudaFolder());
}

/** Returns whether all files of {@link cudaLibraries} are in `folder`. */
export function hasCudaLibraries(folder: string): boolean {
  return cudaLibraries.every((name) => existsSync(join(folder, name)));
}

/**
 * Returns the environment variables with which a process finds the downloaded CUDA library. ONNX Runtime looks for its
 * providers only in its own folder. So the download has a copy of ONNX Runtime, and LD_LIBRARY_PATH puts it first.
 */
export function getCudaEnvironment(): Readonly<Record<string, string>> {
  if (process.platform !== 'linux' || !hasFetchedCuda()) return {};
  const others = (process.env.LD_LIBRARY_PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder && folder !== getCudaFolder());
  return { LD_LIBRARY_PATH: [getCudaFolder(), ...others].join(delimiter) };
}
