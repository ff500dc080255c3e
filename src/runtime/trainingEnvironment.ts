import { getCudaEnvironment } from './cuda/cudaFolder';

/**
 * Returns the environment variables for a process that trains: settings of glibc's allocator (in bytes), and the path
 * of a downloaded CUDA library.
 *
 * The first step runs before there is a memory plan (runtime/session). Its large blocks must be returned to the
 * system, so they are mapped individually; later steps take one large block. Small blocks stay in the heap, because
 * returning them and faulting them in again would take up to a second per step.
 * Huge pages, if the kernel offers them, avoid many TLB misses: 5 to 15 % of a step.
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
