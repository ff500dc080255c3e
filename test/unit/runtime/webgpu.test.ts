import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { relativeError } from '../tensor/evaluate';

/** Chromium's software Vulkan driver, which the `chromium` package of Debian brings. */
const softwareGpu = '/usr/lib/chromium/vk_swiftshader_icd.json';

interface Measured {
  readonly losses: number[];
  readonly kernel: number[];
  readonly swapped: number[];
}

describe('the WebGPU provider', () => {
  it.skipIf(!existsSync(softwareGpu))(
    "gives the CPU's losses, weights and pictures on a software GPU (skipped where chromium's is not installed)",
    async () => {
      const outfile = join('.cache', 'test', 'webgpuRun.mjs');
      const entryPoints = [join('test', 'unit', 'runtime', 'webgpuRun.ts')];
      await build({
        entryPoints,
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        external: ['onnxruntime-node'],
      });
      const env = { ...process.env, VK_DRIVER_FILES: softwareGpu, VK_ICD_FILENAMES: softwareGpu };
      const { stdout } = await promisify(execFile)(process.execPath, [outfile], { env });
      const { cpu, webgpu } = JSON.parse(stdout) as { cpu: Measured; webgpu: Measured };
      expect(relativeError(webgpu.losses, cpu.losses)).toBeLessThan(1e-4);
      expect(relativeError(webgpu.swapped, cpu.swapped)).toBeLessThan(1e-3);
      expect(relativeError(webgpu.kernel, cpu.kernel)).toBeLessThan(1e-2);
    },
  );
});
