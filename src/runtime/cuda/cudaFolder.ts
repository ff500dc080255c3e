import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { resolveCacheFolder } from '../../files/userFolders';

/** The version of ONNX Runtime whose CUDA library belongs to this program. */
export const runtimeVersion = '1.30.0';

/** What the CUDA provider consists of, beside {@link runtimeLibrary}. */
export const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** ONNX Runtime itself, by the name under which its binding asks for it. */
export const runtimeLibrary = 'libonnxruntime.so.1';

/** Where a download puts the CUDA library: apart from the npm package, which an update replaces. */
export function getCudaFolder(): string {
  return join(resolveCacheFolder(), `cuda-${runtimeVersion}`);
}

export function hasFetchedCuda(): boolean {
  return hasCudaLibraries(getCudaFolder());
}

/** Whether all of {@link cudaLibraries} lie in `folder`. */
export function hasCudaLibraries(folder: string): boolean {
  return cudaLibraries.every((name) => existsSync(join(folder, name)));
}

/**
 * Environment in which a process finds the downloaded CUDA library. ONNX Runtime looks for its providers beside itself
 * only, so a copy of it lies in their folder, and the loader of libraries is told to look there first.
 */
export function getCudaEnvironment(): Readonly<Record<string, string>> {
  if (process.platform !== 'linux' || !hasFetchedCuda()) return {};
  const others = (process.env.LD_LIBRARY_PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder && folder !== getCudaFolder());
  return { LD_LIBRARY_PATH: [getCudaFolder(), ...others].join(delimiter) };
}
