import type { ForeignOptions } from './checkIni';

/** Options of faceswap's `train.ini` that are not built here yet, with faceswap's defaults: such a file loads, and says what has no effect. */
export const foreignTrainOptions: ForeignOptions = {
  // Of encoders that want foreign weights.
  'model.phaze_a': {
    enc_load_weights: 'True',
    mobilenet_width: '1.0',
    mobilenet_depth: '1',
    mobilenet_dropout: '0.001',
    mobilenet_minimalistic: 'False',
  },
};
