import { convolutionPicture } from './convolution';
import { finderPicture, schedulePicture } from './learningRate';
import { stepGraphPicture } from './stepGraph';
import { updatePicture } from './update';

/** Every picture of docs/training.md, by its name in docs/pictures: drawn from what the code itself does. */
export async function pictures(): Promise<Readonly<Record<string, string>>> {
  return {
    'step-graph': stepGraphPicture(),
    convolution: convolutionPicture(),
    update: updatePicture(),
    'learning-rate-finder': await finderPicture(),
    'learning-rate': schedulePicture(),
  };
}
