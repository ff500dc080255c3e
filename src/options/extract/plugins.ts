import { bool, choice, float, int } from '../records';

// Of faceswap's networks, whose place others take here: nothing of these is read.

const plugin = { group: 'plugin', unused: true } as const;

const batchSize = (value: number, most = 256) =>
  int(plugin, value, [1, most], { en: 'Faces or frames at a time.', ja: '一度に処理する顔またはフレームの数。' });
const cpu = (value: boolean) => bool(plugin, value, { en: 'Always use the processor.', ja: '常に CPU を使う。' });
const confidence = (value: number) =>
  int(plugin, value, [25, 100], {
    en: 'How sure the detector must be of a face, in percent.',
    ja: '顔とみなす検出の確信度の下限（%）。',
  });
const threshold = (value: number, stage: string) =>
  float(plugin, value, [0.1, 0.9], {
    en: `How sure ${stage} must be of a face.`,
    ja: `${stage} が顔とみなす確信度の下限。`,
  });
const aligner = {
  batch_size: batchSize(16),
  dark_decoder: bool(plugin, true, {
    en: 'Find landmarks between the pixels of the heat maps.',
    ja: 'ヒートマップの画素の間までランドマークを求める。',
  }),
} as const;

export const extractPluginOptions = {
  'align.fan': aligner,
  'align.hrnet': aligner,
  'detect.cv2_dnn': { confidence: confidence(50) },
  'detect.mtcnn': {
    min_size: int(plugin, 20, [20, 1000], { en: 'Smallest face, pixels.', ja: '最小の顔（ピクセル）。' }),
    scalefactor: float(plugin, 0.709, [0.1, 0.9], {
      en: 'From one size of the frame to the next smaller one.',
      ja: 'フレームを次の大きさへ縮める倍率。',
    }),
    batch_size: batchSize(8),
    cpu: cpu(true),
    threshold_1: threshold(0.6, 'P-Net'),
    threshold_2: threshold(0.7, 'R-Net'),
    threshold_3: threshold(0.7, 'O-Net'),
  },
  'detect.retinaface': {
    cpu: cpu(false),
    backbone: choice(plugin, 'resnet', ['resnet', 'mobilenet'], {
      en: 'Size of the network.',
      ja: 'ネットワークの規模。',
    }),
    confidence: confidence(70),
    batch_size: batchSize(4, 128),
  },
  'detect.s3fd': { confidence: confidence(70), batch_size: batchSize(4, 128) },
  'identity.t_face': {
    batch_size: batchSize(16),
    cpu: cpu(false),
    backbone: choice(plugin, 'ir-101', ['ir-50', 'ir-101'], { en: 'Size of the network.', ja: 'ネットワークの規模。' }),
  },
  'identity.vggface2': { batch_size: batchSize(16), cpu: cpu(false) },
  'mask.bisenet_fp': {
    batch_size: batchSize(8, 128),
    cpu: cpu(false),
    weights: choice(plugin, 'faceswap', ['faceswap', 'original'], {
      en: "faceswap's weights, trained on fewer kinds of regions, or the original ones.",
      ja: 'faceswap が学習し直した重み、または元の重み。',
    }),
    include_ears: bool(plugin, false, { en: 'Ears belong to the mask.', ja: '耳をマスクに含める。' }),
    include_hair: bool(plugin, false, { en: 'Hair belongs to the mask.', ja: '髪をマスクに含める。' }),
    include_glasses: bool(plugin, true, { en: 'Glasses belong to the mask.', ja: '眼鏡をマスクに含める。' }),
  },
  'mask.custom': {
    batch_size: batchSize(16, 64),
    centering: choice(plugin, 'face', ['face', 'head'], {
      en: 'What the mask is centred on.',
      ja: 'マスクの中心。',
    }),
    fill: bool(plugin, false, {
      en: 'Begin with a mask that shows all instead of nothing.',
      ja: '空ではなく全面のマスクから始める。',
    }),
  },
  'mask.unet_dfl': { batch_size: batchSize(8, 128) },
  'mask.vgg_clear': { batch_size: batchSize(6, 128) },
  'mask.vgg_obstructed': { batch_size: batchSize(2, 128) },
} as const;
