import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import { getCudaEnvironment } from '../cuda/cudaFolder';
import { type Device, providers } from '../session';

/** How long a driver may take to start. */
const timeoutMs = 60_000;

/** Plain JavaScript for a process of its own: opens the model given to it on a provider, and doubles one number. */
const program = `
const [runtime, provider, model] = process.argv.slice(1);
const { InferenceSession, Tensor } = require(runtime);
const tell = (error) => { process.stdout.write(String(error?.message ?? error)); process.exit(1); };
InferenceSession.create(Buffer.from(model, 'base64'), { executionProviders: [provider] })
  .then((session) => session.run({ x: new Tensor('float32', [1], [1]) }))
  .then(({ y }) => (y.data[0] === 2 ? process.exit(0) : tell('1 + 1 = ' + y.data[0])))
  .catch(tell);
`;

/**
 * Whether `device` computes, or in the runtime's words why it does not. Tried in a process of its own, because a broken
 * driver takes the process with it.
 */
export async function probe(device: Device): Promise<{ readonly works: boolean; readonly words: string }> {
  const runtime = createRequire(import.meta.url).resolve('onnxruntime-node');
  const model = Buffer.from(buildDoublingModel()).toString('base64');
  const env = { ...process.env, ...(device === 'cuda' ? getCudaEnvironment() : {}) };
  try {
    await promisify(execFile)(process.execPath, ['-e', program, runtime, providers[device], model], {
      env,
      timeout: timeoutMs,
    });
    return { works: true, words: '' };
  } catch (error) {
    const { stdout = '', stderr = '', signal } = error as { stdout?: string; stderr?: string; signal?: string };
    return { works: false, words: extractReason(stdout, stderr) || (signal ?? '') };
  }
}

/** The loader of libraries names the one that is missing; else the last part of the runtime's sentence says most. */
function extractReason(stdout: string, stderr: string): string {
  const missing = /with error: *([^\n]+)/.exec(stderr)?.[1];
  const said = stdout.split('\n')[0]!.replace(/^.* was false\. /, '');
  return (missing ?? said).trim().slice(0, 300);
}

function buildDoublingModel(): Uint8Array {
  const onnx = new OnnxBuilder('doubling');
  const x = onnx.input('x', 'float32', [1]);
  onnx.output(onnx.node('Add', [x, x]), 'float32', [1], 'y');
  return onnx.bytes();
}
