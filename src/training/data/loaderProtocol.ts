import type { Translations } from '../../shared/l10n';
import type { LoaderWork } from './batchMaker';
import type { FaceBatch } from './faceBatch';

/** What the training process tells a loader process. */
export type LoaderRequest =
  /** First of all, once; in whose language the process words what it says. */
  | { readonly type: 'open'; readonly work: LoaderWork; readonly translations: readonly [Translations, string] }
  | { readonly type: 'batch'; readonly iteration: number };

/** What a loader process answers; every request for a batch is answered once, in turn. */
export type LoaderReply =
  | { readonly type: 'batch'; readonly batch: FaceBatch }
  | { readonly type: 'leftOut'; readonly file: string; readonly message: string }
  /** The end of this process; `forUser` when the message is a clear sentence for the user. */
  | { readonly type: 'failed'; readonly message: string; readonly forUser: boolean };
