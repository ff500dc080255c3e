import { cudaEnvironment } from './cuda/cudaFolder';

/**
 * Environment for a process that trains. A training step frees and takes hundreds of megabytes each time; glibc would
 * give them back to the system and fault them in anew, up to a second a step. Values are bytes.
 * Huge pages, where the kernel offers them, spare a good part of the misses in its tables: 5 to 15 % of a step.
 * A CUDA library that was downloaded is found by its help too.
 */
export function trainingProcessEnvironment(): Readonly<Record<string, string>> {
  if (process.platform !== 'linux') return {};
  return {
    MALLOC_MMAP_THRESHOLD_: String(8 * 2 ** 30),
    MALLOC_TRIM_THRESHOLD_: String(16 * 2 ** 30),
    MALLOC_TOP_PAD_: String(256 * 2 ** 20),
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
    ...cudaEnvironment(),
  };
}
