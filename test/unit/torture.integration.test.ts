import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../src/tensor/random';
import { Program } from '../support/cli/program';
import { readers } from '../support/faults/readers';
import { createRunCommand } from '../support/faults/runCommand';
import { prepareInputs, stageCases } from '../support/faults/stageCases';
import { faultKinds, Torture } from '../support/faults/torture';

// The short form of `npm run torture`: the same tools, with a few runs each and the same ones every time.

const program = new Program();
const stateBefore = process.env.FACESWAP_STATE;
let torture: Torture;

beforeAll(async () => {
  const run = createRunCommand(program.cli, program.reviewCommand);
  await prepareInputs(program.resolvePath('inputs'), run);
  torture = new Torture(program.resolvePath('inputs'), program.resolvePath('work'), run, new Random(14));
});

afterAll(() => {
  if (stateBefore === undefined) delete process.env.FACESWAP_STATE;
  else process.env.FACESWAP_STATE = stateBefore;
});

const shortest = ['extract', 'sort', 'clean-up', 'train', 'convert'];
const kinds = Object.keys(faultKinds);
// Each of these commands meets two kinds of faults, and each kind comes.
const cases = shortest.flatMap((name, i) => [0, 1].map((n) => [name, kinds[(2 * i + n) % kinds.length]!] as const));

test.each(cases)('%s: after %s, the same command gives the same result, and nothing is left', async (name, kind) => {
  expect(await torture.runOnce(stageCases.find((stage) => stage.name === name)!, kind)).toEqual([]);
});

test('every reader of damaged files reads them, or says in a sentence what is wrong', async () => {
  const rows = await torture.fuzzReaders(readers, ({ isSlow }, readings) => readings >= (isSlow ? 3 : 12));
  expect(rows.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
