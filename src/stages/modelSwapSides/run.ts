import { type SwappedSides, swapSides } from '../../training/store/swapSides';

/** Exchanges the sides A and B of a model; the model as it was is archived. @throws UserError */
export async function modelSwapSides({ modelDir }: { readonly modelDir: string }): Promise<SwappedSides> {
  return await swapSides(modelDir);
}
