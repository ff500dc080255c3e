import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OptionValue } from '../options/option';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { outputChecks } from './outputKinds';
import type { StageOutput } from './stage';
import { getStage, type StageName, type StageOptions } from './stages';

/**
 * Decides whether a stage may write where it is told to: no output is one of the inputs, and nothing is replaced that this
 * program did not make. Every stage is checked before its work starts.
 * @throws UserError that names the first file or folder where it may not
 */
export async function checkOutputs<S extends StageName>(stage: S, options: StageOptions<S>): Promise<void> {
  const { listOutputs, options: records } = getStage(stage);
  const outputs = listOutputs(options);
  const given: Readonly<Record<string, OptionValue | undefined>> = options;
  const inputs = Object.keys(records).flatMap((key) => {
    const value = given[key];
    return records[key]!.type === 'path' && typeof value === 'string' && value !== '' ? [resolve(value)] : [];
  });
  for (const { path } of outputs) if (inputs.includes(path)) inputs.splice(inputs.indexOf(path), 1);
  for (const [index, output] of outputs.entries()) {
    rejectInput(output, inputs);
    const earlier = outputs.slice(0, index).find(({ path }) => isSamePlace(path, output.path));
    if (earlier && earlier.kind !== 'edited')
      throw new UserError(t('Two outputs have the same path, {0}. Choose another one for one of them.', output.path));
    await outputChecks[output.kind](output.path, typeof given.input === 'string' ? given.input : '');
  }
}

function rejectInput({ path, kind }: StageOutput, inputs: readonly string[]): void {
  if (kind === 'edited' || !inputs.some((input) => isSamePlace(input, path))) return;
  throw new UserError(t('The output {0} is the same as the input. Choose another name.', path));
}

/** Returns whether two paths name the same file or folder: by links of either kind, or in another spelling. */
function isSamePlace(a: string, b: string): boolean {
  if (a === b) return true;
  if (!existsSync(a) || !existsSync(b)) return false;
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true }));
  return one!.ino === other!.ino && one!.dev === other!.dev;
}
