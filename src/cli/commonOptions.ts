import type { StageOptionTable } from '../stages/stageOption';

/** What every command takes beside the options of its stage. */
export const commonOptions = {
  name: {
    type: 'text',
    short: 'n',
    placeholder: 'NAME',
    help: { en: 'The person, or the model, of the project', ja: 'プロジェクトの人物またはモデルの名前' },
  },
  project: {
    type: 'path',
    placeholder: 'DIR',
    help: {
      en: 'The folder of the project, when it is not this one or one above it',
      ja: 'プロジェクトのフォルダー（現在のフォルダーかその上にない場合）',
    },
  },
  detach: {
    type: 'flag',
    help: {
      en: 'Put it into the queue of the jobs and come back at once; faceswap jobs tells how it goes',
      ja: 'ジョブの待ち行列に入れてすぐに戻る（進み具合は faceswap jobs で確認）',
    },
  },
  json: {
    type: 'flag',
    help: { en: 'Print one JSON event a line', ja: '1 行に 1 つの JSON イベントを出力する' },
  },
  help: { type: 'flag', short: 'h', help: { en: 'Show this help', ja: 'このヘルプを表示する' } },
} as const satisfies StageOptionTable;
