import { UserError } from '../shared/errors';
import { getLanguage, localize, t } from '../shared/l10n';
import { type IniDocument, parseIni } from './ini';
import type { LoadedOptions } from './loadIni';
import { trainOptionsIn } from './loadTrainOptions';

/** A choice of model and options that suits some purpose. */
export interface Preset extends LoadedOptions {
  readonly name: string;
  /** The kind of model that it is for. */
  readonly trainer: string;
  /** What it is good for, in a line in the user's language. */
  readonly purpose: string;
  /** What memory training with it wants, in words. */
  readonly memory: string;
  /** The whole file, which is a `train.ini`. */
  readonly text: string;
}

/**
 * Reads a preset: a `train.ini` of what differs from the defaults, below comments that say what the preset is.
 *
 *     # trainer: original
 *     # for: a first look at what a swap can be
 *     # ja: 入れ替えを手早く試す
 *     # memory: 2 GB at batch size 16
 *     [model.original]
 *     lowmem = True
 *
 * `ja` and other languages may be left out.
 * @throws UserError naming what is missing, or the line of the first mistake
 */
export function parsePreset(name: string, path: string, text: string): Preset {
  const head = presetHead(parseIni(text));
  const said = (key: string): string => {
    const value = head.get(key);
    if (value) return value;
    throw new UserError(t('{0} is not a preset: it does not start with a comment "# {1}: …".', path, key));
  };
  return {
    name,
    trainer: said('trainer'),
    purpose: head.get(getLanguage()) || localize(said('for')),
    memory: said('memory'),
    text,
    ...trainOptionsIn(path, text),
  };
}

/** What the comments above the first section say, by the word before the colon. */
export function presetHead({ lines }: IniDocument): ReadonlyMap<string, string> {
  const first = lines.findIndex(({ kind }) => kind === 'section');
  const comments = lines.slice(0, first < 0 ? lines.length : first).filter(({ kind }) => kind === 'comment');
  return new Map(
    comments.flatMap((line) => {
      const [, key, value] = /^\s*[#;]\s*(\w+):\s*(.*?)\s*$/.exec(line.text) ?? [];
      return key && value ? [[key, value] as const] : [];
    }),
  );
}
