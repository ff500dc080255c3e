import type { IniConflict } from '../../options/checkIni';
import type { LooseIniValues } from '../../options/option';
import { t } from '../../shared/l10n';

/** x265's manual, `--tune`: it knows these two of x264 not. */
const onlyOfX264 = ['film', 'stillimage'];

export function encoderConflict({ 'writer.ffmpeg': video = {} }: LooseIniValues): IniConflict | undefined {
  const { codec, tune } = video;
  if (codec !== 'libx265' || !onlyOfX264.includes(String(tune))) return undefined;
  return { section: 'writer.ffmpeg', key: 'tune', message: t('libx265 does not support tune = {0}', String(tune)) };
}
