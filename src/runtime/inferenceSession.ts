import type { InferenceModel } from '../tensor/inferenceModel';
import { openSession, type SessionOptions, type TensorContent } from './session';
import { createFeedTensors } from './trainingSession';

export interface InferenceSessionOptions extends Pick<SessionOptions, 'threads' | 'memoryArena' | 'idleThreads'> {
  /** For a model without weights of its own; read anew on each run, so live arrays of a training session stay current. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
}

export interface InferenceSession {
  /** One row-major array an input in, one an output back. */
  run(feeds: Readonly<Record<string, TensorContent>>): Promise<Readonly<Record<string, TensorContent>>>;
  release(): Promise<void>;
}

/** @throws Error when a weight is missing or has the wrong size. */
export async function openInferenceSession(
  model: InferenceModel,
  { weights, ...options }: InferenceSessionOptions = {},
): Promise<InferenceSession> {
  const parameters = createFeedTensors(model.parameters, Object.fromEntries(weights ?? []));
  const session = await openSession(model.bytes, { device: model.target, ...options });
  return {
    async run(feeds) {
      const results = await session.run({ ...parameters, ...createFeedTensors(model.inputs, feeds) });
      return Object.fromEntries(Object.keys(model.outputs).map((name) => [name, results[name]!.data as TensorContent]));
    },
    release: () => session.release(),
  };
}
