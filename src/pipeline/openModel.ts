import { extname } from 'node:path';
import type { FaceSwapper } from '../conversion/faceSwapper';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { openDfmSwapper } from '../training/exchange/dfmSwapper';
import { openSwapper } from '../training/inference';

export interface OpenModelOptions {
  /** Swap B to A instead of A to B. */
  readonly swap: boolean;
  /** How far a face goes over into the other, 0..1, of .dfm files that can be asked that; all the way when absent. */
  readonly morph?: number;
}

/** A model to swap faces with: the folder of one of ours, or a .dfm file. @throws UserError when it is neither */
export async function openModel(path: string, { swap, morph }: OpenModelOptions): Promise<FaceSwapper> {
  if (extname(path).toLowerCase() !== '.dfm') return await openSwapper(path, { swap });
  if (swap) throw new UserError(t('{0} goes one way only: leave out --swap-model.', path));
  return await openDfmSwapper(path, morph === undefined ? {} : { morph });
}
