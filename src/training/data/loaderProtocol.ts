import type { Translations } from '../../shared/l10n';
import type { AugmentationAmounts } from './augment/augmentation';
import type { FaceSet } from './augment/augmenter';
import type { CropGeometry } from './cropGeometry';
import type { DiskCacheSettings } from './diskCacheSpace';

/** Everything that decides the content of the batches: plain data, sent to each loader process. */
export interface LoaderWork {
  readonly filesA: readonly string[];
  readonly filesB: readonly string[];
  readonly batchSize: number;
  readonly geometry: CropGeometry;
  readonly amounts: AugmentationAmounts;
  readonly seed: number;
  /** Most bytes of samples that one process keeps in memory. */
  readonly cacheBytes: number;
  /** Where samples are kept from one session to the next; nowhere when absent. */
  readonly diskCache?: DiskCacheSettings | undefined;
}

/** The faces of one training step. */
export interface FaceBatch {
  /** From 0. The batch of an iteration depends only on the seed, the iteration and the lists of files. */
  readonly iteration: number;
  readonly a: FaceSet;
  readonly b: FaceSet;
}

/** Message from the training process to a loader process. */
export type LoaderRequest =
  /** Sent first, and once. The translations set the language of the messages that the process sends. */
  | { readonly type: 'open'; readonly work: LoaderWork; readonly translations: readonly [Translations, string] }
  | { readonly type: 'batch'; readonly iteration: number };

/** Message from a loader process. Every request for a batch gets one reply, in the order of the requests. */
export type LoaderReply =
  | { readonly type: 'batch'; readonly batch: FaceBatch }
  | { readonly type: 'skipped'; readonly file: string; readonly message: string }
  /** The last message of the process. `forUser` is true when the message is a clear sentence for the user. */
  | { readonly type: 'failed'; readonly message: string; readonly forUser: boolean };
