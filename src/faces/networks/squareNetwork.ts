import type { Image } from '../../media/frames';
import { createTensor, type HostTensor, type Session } from '../../runtime/session';
import { createSessionOptions } from '../sessionOptions';
import type { Letterbox, Placement } from './letterbox';
import { openNetwork } from './modelCache';
import type { Weights } from './weights';

/** A network that looks at squares of one size. */
export interface SquareNetwork {
  /** Runs it on a batch of pictures; a result's first axis counts them. */
  run(images: readonly Image[]): Promise<Readonly<Record<string, HostTensor>>>;
  release(): Promise<void>;
}

export interface SquareNetworkOptions extends Placement {
  /** Name of the model's files in face-api. */
  readonly model: string;
  readonly graph: (weights: Weights) => Uint8Array;
  readonly threads?: number | undefined;
}

/** A network that is loaded when it is first used. */
export function openSquareNetwork(letterbox: Letterbox, options: SquareNetworkOptions): SquareNetwork {
  const { model, graph, size, threads } = options;
  let session: Promise<Session> | undefined;
  return {
    async run(images) {
      session ??= openNetwork(model, graph, createSessionOptions(threads));
      const squares: Float32Array[] = [];
      for (const image of images) squares.push(await letterbox.fit(image, options));
      return (await session).run({
        pixels: createTensor('float32', joinSquares(squares), [images.length, 3, size, size]),
      });
    },
    release: async () => (await session)?.release(),
  };
}

function joinSquares(parts: readonly Float32Array[]): Float32Array {
  const [first, ...rest] = parts;
  if (first && rest.length === 0) return first;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The part of a batched result that belongs to one input. */
export function selectResult({ data, dims }: HostTensor, index: number): Float32Array {
  const length = data.length / dims[0]!;
  return (data as Float32Array).subarray(index * length, (index + 1) * length);
}
