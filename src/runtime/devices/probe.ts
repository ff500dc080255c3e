import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import { getCudaEnvironment } from '../cuda/cudaFolder';
import { resolveRuntime } from '../cuda/runtimeFolder';
import { createTensor, type Device, openSession, providers } from '../session';

/** Time that a driver gets to start and to compute. */
const timeoutMs = 60_000;

/** Plain JavaScript for a separate process: opens the given model with an execution provider and doubles one number. */
const program = `
const [runtime, provider, model] = process.argv.slice(1);
const { InferenceSession, Tensor } = require(runtime);
const fail = (error) => { process.stdout.write(String(error?.message ?? error)); process.exit(1); };
InferenceSession.create(Buffer.from(model, 'base64'), { executionProviders: [provider] })
  .then((session) => session.run({ x: new Tensor('float32', [1], [1]) }))
  .then(({ y }) => (y.data[0] === 2 ? process.exit(0) : fail('1 + 1 = ' + y.data[0])))
  .catch(fail);
`;

export interface ProbeResult {
  readonly works: boolean;
  /** ONNX Runtime's own message where the device does not work; otherwise empty. */
  readonly reason: string;
}

/** Checks whether `device` computes. The check runs in a separate process, because a broken driver can crash it. */
export async function probeDevice(device: Device): Promise<ProbeResult> {
  const model = Buffer.from(buildDoublingModel()).toString('base64');
  const env = { ...process.env, ...(device === 'cuda' ? getCudaEnvironment() : {}) };
  try {
    await promisify(execFile)(process.execPath, ['-e', program, resolveRuntime(), providers[device], model], {
      env,
      timeout: timeoutMs,
    });
    return { works: true, reason: '' };
  } catch (error) {
    const { stdout = '', stderr = '', signal } = error as { stdout?: string; stderr?: string; signal?: string };
    return { works: false, reason: extractReason(stdout, stderr) || (signal ?? '') };
  }
}

/** Returns the name of the missing library if the loader printed one, else the last part of the runtime's message. */
function extractReason(stdout: string, stderr: string): string {
  const missingLibrary = /with error: *([^\n]+)/.exec(stderr)?.[1];
  const message = stdout.split('\n')[0]!.replace(/^.* was false\. /, '');
  return (missingLibrary ?? message).trim().slice(0, 300);
}

function buildDoublingModel(): Uint8Array {
  const onnx = new OnnxBuilder('doubling');
  const x = onnx.input('x', 'float32', [1]);
  onnx.output(onnx.node('Add', [x, x]), 'float32', [1], 'y');
  return onnx.bytes();
}

/** Checks whether a device that works computes float16, by multiplying two numbers. Not every WebGPU adapter does. */
export async function supportsFloat16(device: Device): Promise<boolean> {
  const onnx = new OnnxBuilder('float16');
  const half = onnx.node('Cast', [onnx.input('x', 'float32', [2])], { to: { type: 'float16' } });
  const square = onnx.node('Cast', [onnx.node('Mul', [half, half])], { to: { type: 'float32' } });
  onnx.output(square, 'float32', [2], 'square');
  try {
    const session = await openSession(onnx.bytes(), { device });
    const { square: result } = await session.run({ x: createTensor('float32', Float32Array.of(2, 3), [2]) });
    await session.release();
    return result?.data[1] === 9;
  } catch {
    return false;
  }
}
