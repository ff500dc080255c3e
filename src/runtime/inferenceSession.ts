import type { InferenceModel } from '../tensor/inferenceModel';
import { openSession, type SessionOptions, type TensorContent } from './session';
import { createFeedTensors } from './trainingSession';

export interface InferenceSessionOptions extends Pick<SessionOptions, 'threads' | 'memoryArena' | 'idleThreads'> {
  /**
   * Weights for a model that does not include them. They are read at each run, so they may be live arrays of a
   * training.
   */
  readonly weights?: ReadonlyMap<string, Float32Array>;
}

export interface InferenceSession {
  /** Takes one row-major array per input and returns one per output. */
  run(feeds: Readonly<Record<string, TensorContent>>): Promise<Readonly<Record<string, TensorContent>>>;
  release(): Promise<void>;
}

/** Opens a session for a model. @throws Error if a weight is missing or has the wrong size */
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
