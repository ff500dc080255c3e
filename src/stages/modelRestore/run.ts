import { type RestoredModel, restoreModel } from '../../training/store/restoreModel';

/** Replaces the latest save of a model by its best one; the latest save is archived. @throws UserError */
export async function modelRestore({ modelDir }: { readonly modelDir: string }): Promise<RestoredModel> {
  return await restoreModel(modelDir);
}
