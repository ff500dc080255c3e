import { checkStageOptions, type StageOptionTable, type StageOptionValues } from './stageOption';

const input = {
  type: 'path',
  required: true,
  short: 'i',
  aliases: ['input-dir'],
  placeholder: 'VIDEO|DIR',
  help: { en: 'A video, or a folder of images', ja: '動画、または画像のフォルダー' },
} as const;

const modelDir = {
  type: 'path',
  required: true,
  short: 'm',
  placeholder: 'DIR',
  help: { en: 'The folder of the model', ja: 'モデルのフォルダー' },
} as const;

const every = {
  type: 'int',
  default: 1,
  min: 1,
  max: 100_000,
  short: 'N',
  aliases: ['extract-every-n'],
  help: { en: 'Take every Nth frame only', ja: 'N フレームごとに 1 枚だけ取り出す' },
} as const;

const sortMetrics = ['none', 'face'] as const;

const frames = {
  input: { ...input, placeholder: 'VIDEO', help: { en: 'The video to take apart', ja: '静止画に分ける動画' } },
  output: {
    type: 'path',
    required: true,
    short: 'o',
    aliases: ['output-dir'],
    placeholder: 'DIR',
    help: { en: 'The folder for the numbered stills', ja: '番号付きの静止画を置くフォルダー' },
  },
  every,
} as const satisfies StageOptionTable;

const extract = {
  input,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    aliases: ['output-dir'],
    placeholder: 'DIR',
    help: { en: 'The folder for the face images', ja: '顔画像を置くフォルダー' },
  },
  alignments: {
    type: 'path',
    short: 'p',
    placeholder: 'FILE',
    help: {
      en: 'The alignments file, when not at its usual place beside the input',
      ja: 'アラインメントファイル（入力の隣の通常の場所以外に置く場合）',
    },
  },
  every,
  minSize: {
    type: 'int',
    default: 0,
    min: 0,
    max: 100,
    short: 'm',
    help: {
      en: "Leave out faces smaller than so many percent of the frame's short side",
      ja: 'フレームの短辺に対してこの割合（%）より小さい顔を除く',
    },
  },
} as const satisfies StageOptionTable;

const sort = {
  input: {
    ...input,
    aliases: [],
    placeholder: 'DIR',
    help: { en: 'The folder of face images', ja: '顔画像のフォルダー' },
  },
  output: {
    type: 'path',
    short: 'o',
    placeholder: 'DIR',
    help: { en: 'Where the sorted faces go; in place when left out', ja: '並べ替えた顔の置き場所（省略時は同じ場所）' },
  },
  sortBy: {
    type: 'choice',
    default: 'face',
    choices: sortMetrics,
    short: 's',
    help: { en: 'What the faces are ordered by', ja: '並べ替えの基準' },
  },
  groupBy: {
    type: 'choice',
    default: 'none',
    choices: sortMetrics,
    short: 'g',
    help: { en: 'What the faces are grouped into folders by', ja: 'フォルダー分けの基準' },
  },
  keep: {
    type: 'flag',
    short: 'k',
    help: { en: 'Copy the faces into the output instead of moving them', ja: '顔を移動せずに出力先へコピーする' },
  },
} as const satisfies StageOptionTable;

const cleanUp = {
  alignments: {
    type: 'path',
    required: true,
    short: 'a',
    aliases: ['alignments_file'],
    placeholder: 'FILE',
    help: { en: 'The alignments file to clean up', ja: '整理するアラインメントファイル' },
  },
  faces: {
    type: 'path',
    required: true,
    short: 'c',
    aliases: ['faces_folder'],
    placeholder: 'DIR',
    help: {
      en: 'The face images that were kept; every other face leaves the alignments',
      ja: '残した顔画像のフォルダー（ここにない顔はアラインメントから除かれます）',
    },
  },
} as const satisfies StageOptionTable;

const train = {
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
  modelDir,
  trainer: {
    type: 'choice',
    default: 'original',
    choices: ['original', 'lightweight', 'nimble'],
    short: 't',
    help: { en: 'The model: nimble for machines without a GPU', ja: 'モデルの種類（GPU のない機械には nimble）' },
  },
  batchSize: {
    type: 'int',
    min: 1,
    max: 256,
    short: 'b',
    help: { en: 'Faces of each side in an iteration', ja: '1 回の反復で使う各側の顔の数' },
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

const convert = {
  input,
  alignments: {
    type: 'path',
    required: true,
    short: 'p',
    placeholder: 'FILE',
    help: { en: 'The alignments file of the input', ja: '入力のアラインメントファイル' },
  },
  modelDir,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    aliases: ['output-dir'],
    placeholder: 'FILE|DIR',
    help: {
      en: 'The video to write (.mp4), or a folder for PNG images',
      ja: '書き出す動画 (.mp4)、または PNG のフォルダー',
    },
  },
  swapModel: {
    type: 'flag',
    short: 's',
    help: { en: 'Swap B to A instead of A to B', ja: 'A から B ではなく、B から A へ変換する' },
  },
} as const satisfies StageOptionTable;

/** The options of every stage, under the name of its command. */
export const stageTable = { frames, extract, sort, 'clean-up': cleanUp, train, convert };

export type StageName = keyof typeof stageTable;
export type StageOptions<S extends StageName = StageName> = StageOptionValues<(typeof stageTable)[S]>;

export const stageNames = Object.keys(stageTable) as StageName[];

/** Checks what came over a boundary, and fills in the defaults. @throws UsageError naming the option in the wrong. */
export function checkOptionsOf<S extends StageName>(stage: S, values: unknown): StageOptions<S> {
  return checkStageOptions<StageOptionTable>(stageTable[stage], values) as StageOptions<S>;
}

export function isStageName(name: unknown): name is StageName {
  return typeof name === 'string' && Object.hasOwn(stageTable, name);
}
