import type { LocalizedText } from '../options/optionRecord';
import type { StageOptionTable } from '../stages/stageOption';
import { commonOptions } from './commonOptions';

export const jobsHelpText: LocalizedText = {
  en: 'List the jobs that run, wait or have ended; follow, cancel or resume one',
  ja: '実行中・待機中・終了したジョブの一覧、追跡、中止、再開',
};

/** What stands after `faceswap jobs`. */
export const jobActions = {
  '': {
    en: 'List the jobs of the project, the newest last',
    ja: 'プロジェクトのジョブを新しいものが最後になる順に一覧する',
  },
  ' follow [ID]': {
    en: 'Tell how a job goes until it ends; Ctrl-C leaves it running',
    ja: 'ジョブの進み具合を終わるまで表示する（Ctrl-C でジョブを残して抜ける）',
  },
  ' cancel [ID]': { en: 'Let a job save and end', ja: '保存させてからジョブを中止する' },
  ' resume [ID]': {
    en: 'Do once more what did not come to its end, from where it had saved',
    ja: '最後まで終わらなかったジョブを、保存されたところから再開する',
  },
} as const satisfies Readonly<Record<string, LocalizedText>>;

const { project, json, help } = commonOptions;

export const jobsOptions = { project, json, help } as const satisfies StageOptionTable;
