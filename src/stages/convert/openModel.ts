import { extname } from 'node:path';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { openDfmSwapper } from '../../training/exchange/dfmSwapper';
import { openSwapper } from '../../training/inference/swapper';

export interface OpenModelOptions {
  /** Swap B to A instead of A to B. */
  readonly swap: boolean;
  /** How much of the other face to show, 0..1, for a .dfm that supports it; 1 when absent. */
  readonly morph?: number;
  /** The mask used for blending; when absent the one that the model predicts, else the one it was trained with. */
  readonly maskType?: FaceSwapper['maskType'];
}

/** Opens a model to swap faces with: the folder of one of ours, or a .dfm file. @throws UserError when it is neither */
export async function openModel(path: string, { swap, morph, maskType }: OpenModelOptions): Promise<FaceSwapper> {
  const isDfm = extname(path).toLowerCase() === '.dfm';
  if (isDfm && swap) throw new UserError(t('{0} works in one direction only. Leave out --swap-model.', path));
  const swapper = isDfm
    ? { ...(await openDfmSwapper(path, morph === undefined ? {} : { morph })), predictsMasks: true }
    : await openSwapper(path, { swap });
  if (maskType === 'predicted' && !swapper.predictsMasks) {
    await swapper.release();
    throw new UserError(
      t('{0} predicts no masks because it was trained without learn_mask. Choose another mask type.', path),
    );
  }
  return { ...swapper, maskType: maskType ?? (swapper.predictsMasks ? 'predicted' : swapper.maskType) };
}
