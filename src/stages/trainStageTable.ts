import { trainerNames } from '../options/trainers';
import { consentOf } from './consentOption';
import { modelDir } from './modelStageTable';
import type { StageOptionTable } from './stageOption';

/** Options of training, under faceswap's names where it has them. */
export const train = {
  inputA: {
    type: 'path',
    required: true,
    short: 'A',
    aliases: ['input-A'],
    placeholder: 'DIR',
    help: { en: 'The faces of A, who is to be replaced', ja: 'A（置き換えられる人）の顔画像' },
  },
  inputB: {
    type: 'path',
    required: true,
    short: 'B',
    aliases: ['input-B'],
    placeholder: 'DIR',
    help: { en: 'The faces of B, who appears instead', ja: 'B（代わりに現れる人）の顔画像' },
  },
  consentA: consentOf('A', { en: 'the model card', ja: 'モデルカード' }),
  consentB: consentOf('B', { en: 'the model card', ja: 'モデルカード' }),
  modelDir,
  trainer: {
    type: 'choice',
    choices: trainerNames,
    short: 't',
    help: {
      en: "The model: nimble for machines without a GPU; the preset's, or original, when left out",
      ja: 'モデルの種類（GPU のないコンピューターには nimble、省略時はプリセットのもの、なければ original）',
    },
  },
  preset: {
    type: 'text',
    placeholder: 'NAME',
    help: {
      en: "A ready choice of model and options: one of the program's presets, or of those in the project's folder presets",
      ja: 'モデルと設定の組み合わせの名前（付属のプリセット、またはプロジェクトの presets フォルダーにあるもの）',
    },
  },
  batchSize: {
    type: 'int',
    min: 1,
    max: 256,
    short: 'b',
    help: { en: 'Faces of each side in an iteration', ja: '1 回の反復で使う各側の顔の数' },
  },
  largestBatch: {
    type: 'flag',
    help: {
      en: 'Take as many faces as the memory of the device has room for',
      ja: 'デバイスのメモリに収まる最大の枚数を使う',
    },
  },
  iterations: {
    type: 'int',
    min: 0,
    max: 5_000_000,
    short: 'i',
    help: { en: 'Stop when the model has had so many iterations', ja: 'この反復回数に達したら終える' },
  },
  saveInterval: {
    type: 'int',
    min: 1,
    max: 100_000,
    short: 's',
    help: { en: 'Iterations from one save to the next', ja: '保存の間隔（反復回数）' },
  },
  snapshotInterval: {
    type: 'int',
    min: 0,
    max: 1_000_000,
    short: 'I',
    help: {
      en: 'Iterations from one copy of the whole model to the next, 25000 when left out; 0 for none',
      ja: 'モデル全体の写しを残す間隔（反復回数、省略時は 25000、0 で残さない）',
    },
  },
  config: {
    type: 'path',
    short: 'C',
    aliases: ['configfile'],
    placeholder: 'FILE',
    help: {
      en: "The train.ini to follow, when not the one in the model's folder",
      ja: '使用する train.ini（モデルのフォルダーにあるもの以外を使う場合）',
    },
  },
  timelapseInputA: {
    type: 'path',
    short: 'x',
    aliases: ['timelapse-input-A'],
    placeholder: 'DIR',
    help: {
      en: 'Keep a picture of these faces of A, and of those of B, at each save',
      ja: '保存のたびに画像を残す A の顔（B と一緒に指定）',
    },
  },
  timelapseInputB: {
    type: 'path',
    short: 'y',
    aliases: ['timelapse-input-B'],
    placeholder: 'DIR',
    help: { en: 'The faces of B for the timelapse', ja: 'タイムラプスに使う B の顔' },
  },
  timelapseOutput: {
    type: 'path',
    short: 'z',
    placeholder: 'DIR',
    help: {
      en: "Where its pictures go; the folder timelapse of the model's when left out",
      ja: 'タイムラプス画像の置き場所（省略時はモデルのフォルダー内の timelapse）',
    },
  },
  loadWeights: {
    type: 'path',
    short: 'l',
    placeholder: 'PATH',
    help: {
      en: 'Start a new model from the weights of another, of a .safetensors file, or of a folder of such',
      ja: '新しいモデルを別のモデル、.safetensors ファイル、またはそれらのフォルダーの重みから始める',
    },
  },
  loadLayers: {
    type: 'text',
    placeholder: 'NAMES',
    help: {
      en: 'What of them to take: beginnings of layer names, with commas between; all that fits when left out (phaze_a: load_layers)',
      ja: '読み込む層の名前の先頭部分（コンマ区切り、省略時は合うものすべて、phaze_a では load_layers の部分）',
    },
  },
  freezeWeights: {
    type: 'flag',
    short: 'f',
    help: {
      en: 'Leave the encoder as it is (phaze_a: what its option freeze_layers names)',
      ja: 'エンコーダーの重みを変えない（phaze_a では freeze_layers の部分）',
    },
  },
  freezeLayers: {
    type: 'text',
    placeholder: 'NAMES',
    help: {
      en: 'Leave other layers as they are: beginnings of their names, with commas between (encoder, decoder_a, …)',
      ja: '重みを変えない層の名前の先頭部分（コンマ区切り、encoder、decoder_a など）',
    },
  },
  warmUp: {
    type: 'int',
    min: 0,
    max: 1_000_000,
    short: 'a',
    aliases: ['warmup'],
    help: {
      en: 'Iterations over which the learning rate rises to what it is',
      ja: '学習率を本来の値まで徐々に上げていく反復回数',
    },
  },
  findLearningRate: {
    type: 'flag',
    short: 'r',
    aliases: ['use-lr-finder'],
    help: {
      en: 'Use the learning rate that a range test finds for a new model, or found when it was new',
      ja: '新しいモデルには試験で見つけた学習率を使い、既存のモデルではその値を引き継ぐ',
    },
  },
  noLogs: {
    type: 'flag',
    help: {
      en: "Keep no logs of the losses, neither for TensorBoard nor for the training's own plot",
      ja: '損失のログ（TensorBoard 用およびグラフ用）を残さない',
    },
  },
  noFlip: { type: 'flag', short: 'P', help: { en: 'Never mirror the faces', ja: '顔を左右反転しない' } },
  noAugmentColor: {
    type: 'flag',
    short: 'c',
    help: { en: "Leave the faces' colours as they are", ja: '顔の色を変化させない' },
  },
  warpToLandmarks: {
    type: 'flag',
    short: 'M',
    help: {
      en: 'Warp each face to the shape of one that is like it on the other side, not at random',
      ja: '顔を無作為にではなく、反対側の似た顔の形に合わせて歪ませる',
    },
  },
  noWarp: {
    type: 'flag',
    short: 'W',
    help: { en: 'Do not warp the faces: for the last part of a training', ja: '顔を歪ませない（学習の仕上げ用）' },
  },
  threads: {
    type: 'int',
    min: 1,
    max: 1024,
    help: {
      en: 'Processor threads of the step; all cores when left out',
      ja: '計算に使うスレッド数（省略時は全コア）',
    },
  },
  seed: {
    type: 'int',
    min: 0,
    max: 4_294_967_295,
    help: {
      en: 'Makes a new model start, and its faces come, always in the same way',
      ja: '新しいモデルの初期値と顔の順序を固定する',
    },
  },
} as const satisfies StageOptionTable;
