import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Target } from '../tensor/lowering/target';
import type { OnnxType } from '../tensor/onnx/model';
import { chooseInPlaceRun, type InPlaceRun } from './inPlace';

/** Where a graph runs. `cpu` is always available; `webgpu` needs a Vulkan, D3D12 or Metal device. */
export type Device = Target;

/** ONNX Runtime's names of the devices. */
export const providers: Readonly<Record<Device, string>> = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
};

export interface SessionOptions {
  readonly device?: Device;
  /** Number of threads within one operator. If 0 or absent, ONNX Runtime uses all cores. */
  readonly threads?: number | undefined;
  /** Whether ONNX Runtime keeps freed buffers in its own arena (default) or returns them to the allocator. */
  readonly memoryArena?: boolean;
  /**
   * Whether later runs take their memory in one block, by a plan that the first run makes. Default: the same as
   * `memoryArena`, because without the arena the block is additional memory, unless the allocator returns the blocks of
   * the first run to the system.
   */
  readonly memoryPlan?: boolean;
  /** How threads wait for work. Spinning (default) is faster; sleeping leaves the cores free for other work. */
  readonly idleThreads?: 'spin' | 'sleep';
  /** Whether to treat numbers below 1e-38 as zero. The CPU is many times slower with such numbers. */
  readonly flushDenormals?: boolean;
  /** Outputs that stay in the device's memory (WebGPU) and can be fed to a later run. Their data must not be read. */
  readonly keepOnDevice?: readonly string[];
  /** Writes ONNX Runtime's per-node timings to `<prefix>_<time>.json`. */
  readonly profilePrefix?: string;
}

/** A tensor in memory: element type, shape and the typed array with its content. */
export type HostTensor = Tensor;
export type TensorContent = Float32Array | Uint8Array | Int32Array | BigInt64Array | Uint16Array;

export function createTensor(type: OnnxType, data: TensorContent, shape: readonly number[]): HostTensor {
  return new Tensor(type as 'float32', data as Float32Array, shape);
}

export type Tensors = Readonly<Record<string, HostTensor>>;

/** A loaded graph. `run` occupies the calling thread until it is done. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Returns all outputs, or only those in `outputs`. */
  run(feeds: Tensors, outputs?: readonly string[]): Promise<Tensors>;
  /**
   * Runs the graph and writes each output into the tensor of that name in `into`, which may be one of the feeds. The
   * model's first output must be an empty sequence named `inPlaceMarker` (tensor/trainingStep).
   */
  runInPlace(feeds: Tensors, into: Tensors): Promise<void>;
  release(): Promise<void>;
}

/** Loads an ONNX model from its bytes or from a file path. */
export async function openSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
  const settings = createSessionSettings(options);
  const session =
    typeof model === 'string'
      ? await InferenceSession.create(model, settings)
      : await InferenceSession.create(model, settings);
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds, outputs) => (outputs ? session.run({ ...feeds }, outputs) : session.run({ ...feeds })),
    runInPlace: (feeds, into) => runInPlace(session, feeds, into),
    release: () => session.release(),
  };
}

let inPlaceRun: Promise<InPlaceRun> | undefined;

async function runInPlace(session: InferenceSession, feeds: Tensors, into: Tensors): Promise<void> {
  inPlaceRun ??= chooseInPlaceRun();
  await (await inPlaceRun)(session, feeds, into);
}

function createSessionSettings(options: SessionOptions): InferenceSession.SessionOptions {
  const entries = {
    ...(options.flushDenormals ? { set_denormal_as_zero: '1' } : {}),
    ...(options.idleThreads === 'sleep' ? { intra_op: { allow_spinning: '0' } } : {}),
  };
  return {
    executionProviders: [providers[options.device ?? 'cpu']],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(options.threads ? { intraOpNumThreads: options.threads } : {}),
    ...(options.memoryArena === false
      ? { enableCpuMemArena: false, enableMemPattern: options.memoryPlan ?? false }
      : {}),
    ...(options.keepOnDevice ? { preferredOutputLocation: keepOutputsOnDevice(options.keepOnDevice) } : {}),
    extra: { session: entries },
    ...(options.profilePrefix ? { enableProfiling: true, profileFilePrefix: options.profilePrefix } : {}),
  };
}

function keepOutputsOnDevice(outputs: readonly string[]): Record<string, 'gpu-buffer'> {
  return Object.fromEntries(outputs.map((name) => [name, 'gpu-buffer']));
}
