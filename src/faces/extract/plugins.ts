import { bool, choice, float, int } from '../../options/option';

// Of faceswap's networks, whose place others take here: nothing of these is read.

const plugin = { group: 'plugin', unused: true } as const;

const batchSize = (value: number, most = 256) => int(plugin, value, [1, most], 'Faces or frames at a time.');
const cpu = (value: boolean) => bool(plugin, value, 'Always use the processor.');
const confidence = (value: number) =>
  int(plugin, value, [25, 100], 'How sure the detector must be of a face, in percent.');
const threshold = (value: number, help: string) => float(plugin, value, [0.1, 0.9], help);
const aligner = {
  batch_size: batchSize(16),
  dark_decoder: bool(plugin, true, 'Find landmarks between the pixels of the heat maps.'),
} as const;

export const extractPluginOptions = {
  'align.fan': aligner,
  'align.hrnet': aligner,
  'detect.cv2_dnn': { confidence: confidence(50) },
  'detect.mtcnn': {
    min_size: int(plugin, 20, [20, 1000], 'Smallest face, pixels.'),
    scalefactor: float(plugin, 0.709, [0.1, 0.9], 'From one size of the frame to the next smaller one.'),
    batch_size: batchSize(8),
    cpu: cpu(true),
    threshold_1: threshold(0.6, 'How sure P-Net must be of a face.'),
    threshold_2: threshold(0.7, 'How sure R-Net must be of a face.'),
    threshold_3: threshold(0.7, 'How sure O-Net must be of a face.'),
  },
  'detect.retinaface': {
    cpu: cpu(false),
    backbone: choice(plugin, 'resnet', ['resnet', 'mobilenet'], 'Size of the network.'),
    confidence: confidence(70),
    batch_size: batchSize(4, 128),
  },
  'detect.s3fd': { confidence: confidence(70), batch_size: batchSize(4, 128) },
  'identity.t_face': {
    batch_size: batchSize(16),
    cpu: cpu(false),
    backbone: choice(plugin, 'ir-101', ['ir-50', 'ir-101'], 'Size of the network.'),
  },
  'identity.vggface2': { batch_size: batchSize(16), cpu: cpu(false) },
  'mask.bisenet_fp': {
    batch_size: batchSize(8, 128),
    cpu: cpu(false),
    weights: choice(
      plugin,
      'faceswap',
      ['faceswap', 'original'],
      "faceswap's weights, trained on fewer kinds of regions, or the original ones.",
    ),
    include_ears: bool(plugin, false, 'Ears belong to the mask.'),
    include_hair: bool(plugin, false, 'Hair belongs to the mask.'),
    include_glasses: bool(plugin, true, 'Glasses belong to the mask.'),
  },
  'mask.custom': {
    batch_size: batchSize(16, 64),
    centering: choice(plugin, 'face', ['face', 'head'], 'What the mask is centred on.'),
    fill: bool(plugin, false, 'Begin with a mask that shows all instead of nothing.'),
  },
  'mask.unet_dfl': { batch_size: batchSize(8, 128) },
  'mask.vgg_clear': { batch_size: batchSize(6, 128) },
  'mask.vgg_obstructed': { batch_size: batchSize(2, 128) },
} as const;
