import { commands } from '../../src/cli/commands';
import { commonOptions } from '../../src/cli/commonOptions';
import { jobActions, jobsHelpText, jobsOptions } from '../../src/cli/jobActions';
import { iniFiles } from '../../src/options/iniFiles';
import { listIniOptions } from '../../src/options/option';
import { allPresets } from '../../src/options/presets';
import { shippedPresets } from '../../src/options/shippedPresets';
import { trainers } from '../../src/options/trainers';
import { stageTable } from '../../src/stages/stageTable';
import { type CallExpression, parsedSources } from './parsedSource';

const isWording = ({ callee }: CallExpression) => callee.type === 'Identifier' && callee.name === 't';

/** Every sentence that the product may show, with the place where it stands. */
export async function shownSentences(): Promise<ReadonlyMap<string, string>> {
  return new Map([...spokenSentences(), ...(await recordTexts())]);
}

/** What the sources say by `t()`. */
function spokenSentences(): [string, string][] {
  return parsedSources('src').flatMap(({ path, calls }) =>
    calls.filter(isWording).map(({ arguments: [message] }): [string, string] => {
      if (message?.type !== 'Literal' || typeof message.value !== 'string')
        throw new Error(`${path}: t() needs a literal sentence, for its translation to be found`);
      return [message.value, path];
    }),
  );
}

/** What stands in records: the help of each option, of each command, of each trainer, and the purpose of each preset. */
async function recordTexts(): Promise<[string, string][]> {
  const tables = [
    ...Object.values(stageTable),
    commonOptions,
    jobsOptions,
    ...Object.values(commands).map((c) => c.options),
  ];
  return [
    ...iniFiles.flatMap(({ name, table }) => listIniOptions(table).map(({ help }) => [help, name])),
    ...tables.flatMap((table) => Object.values(table).map(({ help }) => [help, 'an option of a command'])),
    ...Object.entries(commands).map(([name, { help }]) => [help, name]),
    ...Object.values(jobActions).map((help) => [help, 'jobs']),
    ...Object.values(trainers).map((help) => [help, 'trainers']),
    ...(await allPresets([shippedPresets()])).map(({ name, purpose }) => [purpose, name]),
    [jobsHelpText, 'jobs'],
  ] as [string, string][];
}
