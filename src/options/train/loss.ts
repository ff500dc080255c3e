import type { ChoiceOption, LocalizedText, NumberOption, Option } from '../optionRecord';

const lossNames = [
  'ffl',
  'gmsd',
  'l_inf_norm',
  'laploss',
  'logcosh',
  'mae',
  'mse',
  'ms_ssim',
  'pixel_gradient_diff',
  'smooth_loss',
  'ssim',
] as const;
/** Those that only help a first one. */
const extraLossNames = ['none', 'flip', 'lpips_alex', 'lpips_squeeze', 'lpips_vgg16', ...lossNames] as const;

const extraLoss = <const Name extends (typeof extraLossNames)[number]>(ordinal: LocalizedText, name: Name) =>
  ({
    type: 'choice',
    default: name,
    choices: extraLossNames,
    fixed: false,
    group: 'loss',
    help: {
      en: `A ${ordinal.en} loss, added to the first. Beside the first's: flip, what a viewer sees who flips between both pictures, and lpips_*, what a trained network sees (needs lpips_trunk).`,
      ja: `第一の損失に加える${ordinal.ja}の損失。flip は二枚を交互に見た人が感じる差、lpips_* は学習済みネットワークが捉える差(lpips_trunk が必要)。`,
    },
  }) satisfies ChoiceOption;

const extraWeight = (ordinal: LocalizedText, weight: number) =>
  ({
    type: 'int',
    default: weight,
    min: 0,
    max: 1000,
    fixed: false,
    group: 'loss',
    help: {
      en: `Weight of the ${ordinal.en} loss, in percent of the first.`,
      ja: `${ordinal.ja}の損失の重み(第一の損失に対する %)。`,
    },
  }) satisfies NumberOption;

const second = { en: 'second', ja: '第二' };
const third = { en: 'third', ja: '第三' };
const fourth = { en: 'fourth', ja: '第四' };

export const lossOptions = {
  loss_function: {
    type: 'choice',
    default: 'ssim',
    choices: lossNames,
    fixed: false,
    group: 'loss',
    help: {
      en: 'What is minimised between a face and its reconstruction. Of pixels: mae, mse, logcosh, smooth_loss, l_inf_norm (the largest error). Of structure: ssim, ms_ssim (at several sizes), gmsd and pixel_gradient_diff (edges), laploss (details of several sizes), ffl (frequencies).',
      ja: '顔とその再構成の間で最小化するもの。画素の誤差: mae、mse、logcosh、smooth_loss、l_inf_norm(最大誤差)。構造: ssim、ms_ssim(複数の大きさ)、gmsd と pixel_gradient_diff(輪郭)、laploss(複数の大きさの細部)、ffl(周波数)。',
    },
  },
  loss_function_2: extraLoss(second, 'mse'),
  loss_weight_2: extraWeight(second, 100),
  loss_function_3: extraLoss(third, 'none'),
  loss_weight_3: extraWeight(third, 0),
  loss_function_4: extraLoss(fourth, 'none'),
  loss_weight_4: extraWeight(fourth, 0),
  lpips_trunk: {
    type: 'text',
    isPath: true,
    default: '',
    fixed: false,
    group: 'loss',
    help: {
      en: 'For lpips_*: the network as an ONNX file, or a folder with lpips_alex.onnx, lpips_squeeze.onnx, lpips_vgg16.onnx; a relative path begins at the folder of this file. Nothing is downloaded.',
      ja: 'lpips_* 用のネットワーク。ONNX ファイル、または lpips_alex.onnx、lpips_squeeze.onnx、lpips_vgg16.onnx のあるフォルダー。相対パスはこのファイルのフォルダーから。ダウンロードは行わない。',
    },
  },
  eye_multiplier: {
    type: 'int',
    default: 3,
    min: 1,
    max: 40,
    fixed: false,
    group: 'weighting',
    help: {
      en: 'Extra weight of the eyes; 1 is none. Needs penalized_mask_loss.',
      ja: '目の領域の追加の重み。1 で追加なし。penalized_mask_loss が必要。',
    },
  },
  mouth_multiplier: {
    type: 'int',
    default: 2,
    min: 1,
    max: 40,
    fixed: false,
    group: 'weighting',
    help: {
      en: 'Extra weight of the mouth; 1 is none. Needs penalized_mask_loss.',
      ja: '口の領域の追加の重み。1 で追加なし。penalized_mask_loss が必要。',
    },
  },
  penalized_mask_loss: {
    type: 'bool',
    default: true,
    fixed: true,
    group: 'mask',
    help: {
      en: 'Only what lies inside the face mask counts.',
      ja: '顔マスクの内側だけを損失に数える。',
    },
  },
  learn_mask: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'mask',
    help: {
      en: 'The model also learns to draw the face mask: a second decoder for each side.',
      ja: 'モデルに顔マスクの描き方も学習させる(各側に第二のデコーダーを加える)。',
    },
  },
  mask_loss_function: {
    type: 'choice',
    default: 'mse',
    choices: ['mae', 'mse'],
    fixed: false,
    group: 'mask',
    help: {
      en: 'What is minimised between the learned mask and the face mask: mean absolute or mean squared error. Needs learn_mask.',
      ja: '学習したマスクと顔マスクの間で最小化するもの。mae は平均絶対誤差、mse は平均二乗誤差。learn_mask が必要。',
    },
  },
  mask_dilation: {
    type: 'float',
    default: 0,
    min: -5,
    max: 5,
    fixed: false,
    group: 'mask',
    help: {
      en: 'Widens the mask by so many percent of its edge; negative values narrow it.',
      ja: 'マスクを広げる量(一辺に対する %)。負の値で狭める。',
    },
  },
  mask_blur_kernel: {
    type: 'int',
    default: 3,
    min: 0,
    max: 9,
    fixed: false,
    group: 'mask',
    help: {
      en: 'Softens the edge of a stored mask: pixels of a Gaussian over a mask of 128 pixels; 0 leaves it hard.',
      ja: '保存されたマスクの縁をぼかすガウスカーネルの大きさ(128 px のマスクでのピクセル数)。0 でぼかさない。',
    },
  },
  mask_threshold: {
    type: 'int',
    default: 4,
    min: 0,
    max: 50,
    fixed: false,
    group: 'mask',
    help: {
      en: 'Values of a stored mask so near to nothing or to full, in percent, are taken as that.',
      ja: '保存されたマスクで 0 または最大にこの範囲(%)まで近い値は、0 または最大とみなす。',
    },
  },
  mask_type: {
    type: 'choice',
    default: 'extended',
    choices: [
      'none',
      'bisenet-fp_face',
      'bisenet-fp_head',
      'components',
      'custom_face',
      'custom_head',
      'extended',
      'unet-dfl',
      'vgg-clear',
      'vgg-obstructed',
    ],
    fixed: true,
    group: 'mask',
    help: {
      en: 'Which face mask: drawn from the landmarks (components), the same with the forehead (extended), one that is stored in the faces, or none.',
      ja: '顔マスクの種類。components は特徴点から描いたもの、extended は額まで広げたもの、none はなし。その他は顔画像に保存されたマスク。',
    },
  },
} as const satisfies Record<string, Option>;
