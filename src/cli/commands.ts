import type { LocalizedText } from '../options/optionRecord';
import type { StageOptionTable } from '../stages/stageOption';
import { type StageName, stageTable } from '../stages/stageTable';

export interface Command {
  readonly stage: StageName;
  readonly options: StageOptionTable;
  /** Values that the command's name already says. */
  readonly preset: Readonly<Record<string, string>>;
  /** What `--name` names in a project; absent for a command that works on bare paths only. */
  readonly named?: 'person' | 'model';
  readonly help: LocalizedText;
}

const { sortBy: _sortBy, groupBy: _groupBy, ...sortPlaces } = stageTable.sort;

const sortHelp: LocalizedText = {
  en: 'Sort face images, and group them into one folder for each person',
  ja: '顔画像を並べ替え、人物ごとのフォルダーに分けます',
};

/** Every command, in the order of the work. */
export const commands: Readonly<Record<string, Command>> = {
  frames: {
    stage: 'frames',
    options: stageTable.frames,
    preset: {},
    help: { en: 'Take a video apart into numbered stills', ja: '動画を番号付きの静止画に分けます' },
  },
  extract: {
    stage: 'extract',
    options: stageTable.extract,
    preset: {},
    named: 'person',
    help: {
      en: 'Find the faces of a video, and write them as images and alignments',
      ja: '動画から顔を見つけ、顔画像とアラインメントを書き出します',
    },
  },
  sort: { stage: 'sort', options: stageTable.sort, preset: {}, named: 'person', help: sortHelp },
  'sort-by-face': {
    stage: 'sort',
    options: sortPlaces,
    preset: { sortBy: 'face', groupBy: 'face' },
    named: 'person',
    help: { en: 'Short for: sort --sort-by face --group-by face', ja: 'sort --sort-by face --group-by face の短縮形' },
  },
  'clean-up': {
    stage: 'clean-up',
    options: stageTable['clean-up'],
    preset: {},
    named: 'person',
    help: {
      en: 'Take the faces whose images you removed out of the alignments',
      ja: '画像を取り除いた顔をアラインメントからも除きます',
    },
  },
  train: {
    stage: 'train',
    options: stageTable.train,
    preset: {},
    named: 'model',
    help: { en: 'Train a model on the faces of two people', ja: '二人の顔でモデルを学習します' },
  },
  convert: {
    stage: 'convert',
    options: stageTable.convert,
    preset: {},
    named: 'model',
    help: { en: 'Swap the faces of a video', ja: '動画の顔を入れ替えます' },
  },
  preview: {
    stage: 'preview',
    options: stageTable.preview,
    preset: {},
    named: 'model',
    help: {
      en: 'Show a few frames before and after a swap, as one picture',
      ja: '数枚のフレームの入れ替え前後を 1 枚の画像で見せます',
    },
  },
  timelapse: {
    stage: 'timelapse',
    options: stageTable.timelapse,
    preset: {},
    help: { en: "Make a video of a training's timelapse", ja: '学習のタイムラプスを動画にします' },
  },
  devices: {
    stage: 'devices',
    options: stageTable.devices,
    preset: {},
    help: {
      en: 'List what can compute here, with its memory, and what a training would take',
      ja: '使えるデバイスとそのメモリ、学習で選ばれるデバイスを一覧します',
    },
  },
  'model summary': {
    stage: 'model-summary',
    options: stageTable['model-summary'],
    preset: {},
    named: 'model',
    help: {
      en: 'Tell the layers of a model, with shapes, parameters, compute and memory',
      ja: 'モデルの層の形、パラメーター数、計算量、必要なメモリを表示します',
    },
  },
  'model inference': {
    stage: 'model-inference',
    options: stageTable['model-inference'],
    preset: {},
    named: 'model',
    help: {
      en: 'Write what converting needs of a model, as ONNX too, to a folder of its own',
      ja: '変換に必要なものだけを ONNX とともに別のフォルダーへ書き出します',
    },
  },
  'model export': {
    stage: 'model-export',
    options: stageTable['model-export'],
    preset: {},
    named: 'model',
    help: {
      en: 'Write a model as one file for other programs: .dfm or .onnx',
      ja: 'モデルをほかのプログラム用の 1 つのファイル（.dfm または .onnx）に書き出します',
    },
  },
  'model nan-scan': {
    stage: 'model-nan-scan',
    options: stageTable['model-nan-scan'],
    preset: {},
    named: 'model',
    help: {
      en: 'Look for values in a model that are no finite numbers',
      ja: 'モデルの中の有限でない数値を探します',
    },
  },
  'model restore': {
    stage: 'model-restore',
    options: stageTable['model-restore'],
    preset: {},
    named: 'model',
    help: {
      en: 'Go back to the best save of a model; the newest is archived beside it',
      ja: 'モデルの最良の保存に戻します（最新の保存は隣に保管されます）',
    },
  },
  'model swap-sides': {
    stage: 'model-swap-sides',
    options: stageTable['model-swap-sides'],
    preset: {},
    named: 'model',
    help: {
      en: 'Make A of B and B of A in a model; the model as it was is archived beside it',
      ja: 'モデルの A と B を入れ替えます（元のモデルは隣に保管されます）',
    },
  },
};

export interface NamedCommand {
  readonly name: string;
  readonly command: Command;
  /** What follows the name. */
  readonly rest: readonly string[];
}

/** The command that `args` begin with; a name may be of two words. */
export function findCommand(args: readonly string[]): NamedCommand | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    if (args.length >= words && Object.hasOwn(commands, name))
      return { name, command: commands[name]!, rest: args.slice(words) };
  }
  return undefined;
}

/** The commands whose first word is `word`, where each has a second one. */
export function commandsOf(word: string): string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${word} `));
}
