import { getCudaEnvironment } from './cuda/cudaFolder';

/**
 * Environment for a process that trains, for glibc. Values are bytes. The blocks of the first step, before there is a
 * plan of the memory (runtime/session), go back to the system, which needs them to be mapped each by itself; later steps
 * take one large block. Small ones stay in the heap: giving them back and faulting them in anew would cost up to a second
 * a step.
 * Huge pages, where the kernel offers them, spare a good part of the misses in its tables: 5 to 15 % of a step.
 * A CUDA library that was downloaded is found by its help too.
 */
export function getTrainingEnvironment(): Readonly<Record<string, string>> {
  if (process.platform !== 'linux') return {};
  return {
    MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20),
    MALLOC_TRIM_THRESHOLD_: String(16 * 2 ** 30),
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
    ...getCudaEnvironment(),
  };
}
