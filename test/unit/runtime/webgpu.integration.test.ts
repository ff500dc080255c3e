import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { computeRelativeError } from '../../support/tensor/evaluate';

/** Chromium's software Vulkan driver, which the `chromium` package of Debian brings. */
const softwareGpu = '/usr/lib/chromium/vk_swiftshader_icd.json';

interface Measured {
  readonly losses: number[];
  readonly weights: Readonly<Record<string, number[]>>;
  readonly swapped: number[];
}

describe('the WebGPU provider', () => {
  it.skipIf(!existsSync(softwareGpu))(
    "gives the CPU's losses, state and pictures on a software GPU, also where the state stays on the device (skipped where chromium's is not installed)",
    async () => {
      const outfile = join('.cache', 'test', 'webgpuProgram.mjs');
      const entryPoints = [join('test', 'support', 'runtime', 'webgpuProgram.ts')];
      await build({
        entryPoints,
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        external: ['onnxruntime-node'],
      });
      const env = { ...process.env, VK_DRIVER_FILES: softwareGpu, VK_ICD_FILENAMES: softwareGpu };
      const { stdout } = await promisify(execFile)(process.execPath, [outfile], { env, maxBuffer: 2 ** 26 });
      const { cpu, host, resident } = JSON.parse(stdout) as Record<'cpu' | 'host' | 'resident', Measured>;
      expect(resident).toEqual(host);
      expect(computeRelativeError(resident.losses, cpu.losses)).toBeLessThan(1e-4);
      expect(computeRelativeError(resident.swapped, cpu.swapped)).toBeLessThan(1e-3);
      expect(Object.keys(resident.weights)).toEqual(Object.keys(cpu.weights));
      for (const [name, weights] of Object.entries(cpu.weights).filter(([name]) => !name.includes(':')))
        expect(computeRelativeError(resident.weights[name]!, weights), name).toBeLessThan(1e-2);
    },
  );
});
