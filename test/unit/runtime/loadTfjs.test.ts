import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadTfjs } from '../../../src/runtime/tfjs/loadTfjs';
import { installPackage, workingPackage } from '../../support/runtime/tfjsPackage';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-tfjs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const install = async (name: string, code: string) => {
  vi.stubEnv('FACESWAP_TFJS', folder);
  await installPackage(folder, name, code);
};

describe('TensorFlow.js', () => {
  it('that is missing is reported with what to do', async () => {
    await expect(loadTfjs()).rejects.toThrow(
      /not found.*npm install @tensorflow\/tfjs-node-gpu.*FACESWAP_TFJS.*engine = onnx/,
    );
    vi.stubEnv('FACESWAP_TFJS', 'node_modules');
    await expect(loadTfjs()).rejects.toThrow(/FACESWAP_TFJS must name a folder by its whole path/);
  });

  it('is found in the folder that FACESWAP_TFJS names, and never in the working directory', async () => {
    await installPackage(folder, 'tfjs-node', workingPackage);
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    await expect(loadTfjs()).rejects.toThrow(/not found/);
    cwd.mockRestore();
    vi.stubEnv('FACESWAP_TFJS', folder);
    const { tf, name, isGpu } = await loadTfjs();
    expect({ name, isGpu }).toEqual({ name: '@tensorflow/tfjs-node', isGpu: false });
    expect(tf.tidy(() => tf.add(2, 3).dataSync()[0])).toBe(5);
  });

  it('is used without a GPU when the package for a GPU does not work, and says so', async () => {
    await install('tfjs-node', workingPackage);
    await install('tfjs-node-gpu', `throw new Error('libcudart.so.11.0: cannot open shared object file.\\nmore');`);
    const onWarning = vi.fn();
    expect(await loadTfjs({ onWarning })).toMatchObject({ name: '@tensorflow/tfjs-node' });
    expect(onWarning.mock.calls).toEqual([
      [
        expect.stringMatching(
          /tfjs-node-gpu at .*main\.js does not work with Node .*\(libcudart.*file\)\. Reinstall it/,
        ),
      ],
    ]);
  });

  it('says when the package for a GPU computes on the processor', async () => {
    await install('tfjs-node-gpu', workingPackage);
    const onWarning = vi.fn();
    await loadTfjs({ onWarning });
    expect(onWarning).toHaveBeenCalledWith(expect.stringContaining('found no GPU'));
  });

  it('that loads but cannot compute is reported as broken', async () => {
    await install(
      'tfjs-node',
      `${workingPackage} module.exports = { ...tf, matMul() { throw new Error('no kernel'); } };`,
    );
    await expect(loadTfjs()).rejects.toThrow(/tfjs-node at .* does not work .*\(no kernel\)/);
  });

  it('provides functions of util that newer Nodes removed and tfjs-node 4.22 still calls', async () => {
    const call = `const util = require('util'); if (util.isNullOrUndefined(0) || !util.isArray([])) throw new Error();`;
    await install('tfjs-node', `${call} ${workingPackage}`);
    expect(await loadTfjs()).toMatchObject({ name: '@tensorflow/tfjs-node' });
  });
});
