import type { StageOptionTable } from '../jobs/stageOption';
import { type StageName, stageTable } from '../jobs/stageTable';
import type { LocalizedText } from '../options/optionRecord';

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
};
