import { type HostTensor, type Session, tensor } from '../../runtime/session';
import type { Image } from '../../shared/image';
import { sharingSessionOptions } from '../sessionOptions';
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
export function squareNetwork(letterbox: Letterbox, options: SquareNetworkOptions): SquareNetwork {
  const { model, graph, size, threads } = options;
  const inputLength = 3 * size * size;
  const spareInputs: Float32Array[] = [];
  let session: Promise<Session> | undefined;
  return {
    async run(images) {
      session ??= openNetwork(model, graph, sharingSessionOptions(threads));
      const input = spareInputs.pop() ?? new Float32Array(inputLength);
      const batch = images.length === 1 ? input : new Float32Array(images.length * inputLength);
      for (const [i, image] of images.entries())
        await letterbox.fit(image, batch.subarray(i * inputLength, (i + 1) * inputLength), options);
      const results = await (await session).run({ pixels: tensor('float32', batch, [images.length, 3, size, size]) });
      spareInputs.push(input);
      return results;
    },
    release: async () => (await session)?.release(),
  };
}

/** The part of a batched result that belongs to one input. */
export function resultOf({ data, dims }: HostTensor, index: number): Float32Array {
  const length = data.length / dims[0]!;
  return (data as Float32Array).subarray(index * length, (index + 1) * length);
}
