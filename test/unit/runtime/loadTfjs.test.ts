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

const install = (name: string, code: string) => installPackage(folder, name, code);

describe('TensorFlow.js', () => {
  it('that is missing is reported with what to do', async () => {
    await expect(loadTfjs({ folders: [folder] })).rejects.toThrow(
      /not found \(.*load-tfjs-.*npm install @tensorflow\/tfjs-node-gpu.*engine = onnx/,
    );
  });

  it('is found from a folder below the one it is installed in, and from the one that FACESWAP_TFJS names', async () => {
    await install('tfjs-node', workingPackage);
    const { tf, name, isGpu } = await loadTfjs({ folders: [join(folder, 'project', 'model')] });
    expect({ name, isGpu }).toEqual({ name: '@tensorflow/tfjs-node', isGpu: false });
    expect(tf.tidy(() => tf.add(2, 3).dataSync()[0])).toBe(5);
    vi.stubEnv('FACESWAP_TFJS', folder);
    expect(await loadTfjs()).toMatchObject({ name: '@tensorflow/tfjs-node' });
  });

  it('is used without a GPU when the package for a GPU does not work, and says so', async () => {
    await install('tfjs-node', workingPackage);
    await install('tfjs-node-gpu', `throw new Error('libcudart.so.11.0: cannot open shared object file.\\nmore');`);
    const onWarning = vi.fn();
    expect(await loadTfjs({ folders: [folder], onWarning })).toMatchObject({ name: '@tensorflow/tfjs-node' });
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
    await loadTfjs({ folders: [folder], onWarning });
    expect(onWarning).toHaveBeenCalledWith(expect.stringContaining('found no GPU'));
  });

  it('that loads but cannot compute is reported as broken', async () => {
    await install(
      'tfjs-node',
      `${workingPackage} module.exports = { ...tf, matMul() { throw new Error('no kernel'); } };`,
    );
    await expect(loadTfjs({ folders: [folder] })).rejects.toThrow(/tfjs-node at .* does not work .*\(no kernel\)/);
  });

  it('provides functions of util that newer Nodes removed and tfjs-node 4.22 still calls', async () => {
    const call = `const util = require('util'); if (util.isNullOrUndefined(0) || !util.isArray([])) throw new Error();`;
    await install('tfjs-node', `${call} ${workingPackage}`);
    expect(await loadTfjs({ folders: [folder] })).toMatchObject({ name: '@tensorflow/tfjs-node' });
  });
});
