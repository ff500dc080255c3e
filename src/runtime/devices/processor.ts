import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';

export interface Processor {
  readonly name: string;
  /** Number of threads that this process may run at the same time. */
  readonly cores: number;
  /**
   * The widest vector instructions that ONNX Runtime can use, if the system reports them: `AVX-512`, `AVX2`, `NEON`.
   */
  readonly instructions?: string;
  /** Memory that this process may use in total, and memory that is free now. */
  readonly memoryBytes: number;
  readonly freeBytes: number;
}

export function describeProcessor(): Processor {
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  const instructions = findWidestInstructions();
  return {
    name: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    ...(instructions ? { instructions } : {}),
    memoryBytes,
    freeBytes: Math.min(memoryBytes, readAvailableMemory()),
  };
}

function findWidestInstructions(): string | undefined {
  if (process.arch === 'arm64') return 'NEON';
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readText('/proc/cpuinfo'))?.[1]?.split(' '));
  if (flags.has('avx512f')) return 'AVX-512';
  if (flags.has('avx2')) return 'AVX2';
  return flags.has('avx') ? 'AVX' : undefined;
}

/** Returns the available memory. On Linux, this includes memory that caches files: the system frees it on demand. */
function readAvailableMemory(): number {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(readText('/proc/meminfo'))?.[1];
  return kibibytes ? Number(kibibytes) * 1024 : freemem();
}

/** Returns the text of a file, empty if there is none, as on systems other than Linux. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
