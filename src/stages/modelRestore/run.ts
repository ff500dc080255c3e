import { type RestoredModel, restoreModel } from '../../training/store/restoreModel';

/** Puts a model's best save in the place of the newest, which is archived beside it. @throws UserError */
export async function modelRestore({ modelDir }: { readonly modelDir: string }): Promise<RestoredModel> {
  return await restoreModel(modelDir);
}
