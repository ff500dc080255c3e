import { execFileSync } from 'node:child_process';

/** Whether this machine has Python, the reference for its formats. */
export const hasPython = canRun('import sys; assert sys.version_info >= (3, 8)');
export const hasNumpy = hasPython && canRun('import numpy');
export const hasTensorBoard = hasPython && canRun('import tensorboard');

/** Runs a program with `input` on its standard input; returns its standard output. */
export function runPython(program: string, input: Uint8Array | string = ''): Buffer {
  return execFileSync('python3', ['-c', program], { input, maxBuffer: 2 ** 28 });
}

function canRun(program: string): boolean {
  try {
    execFileSync('python3', ['-c', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
