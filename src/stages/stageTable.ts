import { consentOf } from './consentOption';
import { modelDir, modelStages } from './modelStageTable';
import { checkStageOptions, type StageOptionTable, type StageOptionValues } from './stageOption';
import { train } from './trainStageTable';

const input = {
  type: 'path',
  required: true,
  short: 'i',
  aliases: ['input-dir'],
  placeholder: 'VIDEO|DIR',
  help: { en: 'A video, or a folder of images', ja: '動画、または画像のフォルダー' },
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

const config = { type: 'path', short: 'C', aliases: ['configfile'], placeholder: 'FILE' } as const;

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
  alignFilters: {
    type: 'flag',
    short: 'g',
    help: {
      en: 'Leave out faces that the filters of extract.ini do not let pass',
      ja: 'extract.ini のフィルターを通らない顔を除く',
    },
  },
  config: {
    ...config,
    help: { en: 'The extract.ini to follow', ja: '使用する extract.ini' },
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

const convert = {
  input,
  alignments: {
    type: 'path',
    required: true,
    short: 'p',
    placeholder: 'FILE',
    help: { en: 'The alignments file of the input', ja: '入力のアラインメントファイル' },
  },
  modelDir: {
    ...modelDir,
    placeholder: 'DIR|FILE',
    help: { en: 'The folder of the model, or a .dfm file', ja: 'モデルのフォルダー、または .dfm ファイル' },
  },
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
  morph: {
    type: 'float',
    min: 0,
    max: 100,
    help: {
      en: 'How far faces go over into the other, in percent, of a .dfm that can be asked that; 100 when left out',
      ja: '相手の顔への近づけ具合（%、対応する .dfm のみ。省略時は 100）',
    },
  },
  maskType: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'components', 'extended', 'none', 'predicted'],
    short: 'M',
    help: {
      en: 'The mask by which faces are put in; auto takes what the model draws (learn_mask), else that of its training',
      ja: '顔をはめ込むマスク（auto はモデルが描くマスク (learn_mask)、なければ学習時のマスク）',
    },
  },
  config: {
    ...config,
    help: { en: 'The convert.ini to follow', ja: '使用する convert.ini' },
  },
  consentA: consentOf('A', { en: "the result's metadata", ja: '結果のメタデータ' }),
  consentB: consentOf('B', { en: "the result's metadata", ja: '結果のメタデータ' }),
} as const satisfies StageOptionTable;

const preview = {
  ...convert,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'FILE',
    help: { en: 'The picture to write (.png)', ja: '書き出す画像 (.png)' },
  },
  count: {
    type: 'int',
    default: 4,
    min: 1,
    max: 100,
    short: 'n',
    help: { en: 'How many frames, evenly spread over those with faces', ja: '顔のあるフレームから均等に選ぶ枚数' },
  },
} as const satisfies StageOptionTable;

const timelapse = {
  input: {
    ...input,
    aliases: [],
    placeholder: 'DIR',
    help: { en: "The pictures of a training's timelapse", ja: '学習のタイムラプス画像のフォルダー' },
  },
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'FILE',
    help: { en: 'The video to write (.mp4)', ja: '書き出す動画 (.mp4)' },
  },
  frameRate: {
    type: 'float',
    default: 10,
    min: 0.1,
    max: 120,
    short: 'f',
    aliases: ['fps'],
    help: { en: 'Pictures a second', ja: '1 秒あたりの画像数' },
  },
} as const satisfies StageOptionTable;

const devices = {
  fetchCuda: {
    type: 'flag',
    help: {
      en: "Download ONNX Runtime's CUDA library first (some hundred MB; nothing else is ever downloaded)",
      ja: '先に ONNX Runtime の CUDA ライブラリをダウンロードする（数百 MB。ほかには何もダウンロードしません）',
    },
  },
  cudaSource: {
    type: 'text',
    placeholder: 'URL',
    help: {
      en: "A mirror of NuGet's registry to download it from",
      ja: 'ダウンロード元とする NuGet レジストリのミラー',
    },
  },
} as const satisfies StageOptionTable;

/** The options of every stage, under the name of its command. */
export const stageTable = {
  frames,
  extract,
  sort,
  'clean-up': cleanUp,
  train,
  convert,
  preview,
  timelapse,
  devices,
  ...modelStages,
};

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
