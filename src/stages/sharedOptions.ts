import type { OptionSet } from '../options/option';
import type { GivenOptions, ModelInProject } from './stage';

// Options that several stages have.

export const inputOption = {
  type: 'path',
  required: true,
  short: 'i',
  aliases: ['input-dir'],
  placeholder: 'VIDEO|DIR',
  help: 'A video, or a folder of images',
} as const;

export const outputOption = { type: 'path', required: true, short: 'o', placeholder: 'FILE' } as const;

/** The folder of a model. */
export const modelDirOption = {
  type: 'path',
  required: true,
  short: 'm',
  placeholder: 'DIR',
  help: 'The folder of the model',
} as const;

export const everyOption = {
  type: 'int',
  default: 1,
  min: 1,
  max: 100_000,
  short: 'N',
  aliases: ['extract-every-n'],
  help: 'Use only every Nth frame',
} as const;

/** A settings file. */
export const configOption = {
  type: 'path',
  short: 'C',
  aliases: ['configfile'],
  placeholder: 'FILE',
} as const;

/** Creates the option for the basis on which a person may be shown; `help` says where the note is stored. */
export function createConsentOption<const Help extends string>(help: Help) {
  return { type: 'text', placeholder: 'TEXT', help } as const satisfies OptionSet[string];
}

/** Returns the notes of the people of a model, as values of the options `consentA` and `consentB`. */
export function getConsents({ a, b }: Pick<ModelInProject, 'a'> & Partial<Pick<ModelInProject, 'b'>>): GivenOptions {
  return {
    ...(a.consent !== undefined && { consentA: a.consent }),
    ...(b?.consent !== undefined && { consentB: b.consent }),
  };
}
