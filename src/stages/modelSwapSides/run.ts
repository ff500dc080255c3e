import { type SwappedSides, swapSides } from '../../training/store/swapSides';

/** Makes A of B and B of A in a model; the model as it was is archived beside it. @throws UserError */
export async function modelSwapSides({ modelDir }: { readonly modelDir: string }): Promise<SwappedSides> {
  return await swapSides(modelDir);
}
