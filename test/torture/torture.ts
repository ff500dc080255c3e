// npm run torture: lets every command meet kills and failing disks, and every reader meet damaged files, for an hour, and prints
// the table of docs/reliability.md. A bundle of this file is run by scripts/torture.mjs.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/tensor/random';
import { readers as allReaders } from '../support/faults/readers';
import { createRunCommand } from '../support/faults/runCommand';
import { prepareInputs, stageCases } from '../support/faults/stageCases';
import { Torture, type TortureRow } from '../support/faults/torture';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string' },
    /** Only the commands and readers whose names begin so. */
    only: { type: 'string', default: '' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const fuzzShare = 0.2;
const isMeant = ({ name }: { readonly name: string }) => name.startsWith(values.only);
const [stages, readers] = [stageCases.filter(isMeant), allReaders.filter(isMeant)];

const start = performance.now();
const getMinutes = () => (performance.now() - start) / 60_000;
const folder = mkdtempSync(join(tmpdir(), 'faceswap-torture-'));
const say = (line: string) => process.stderr.write(`${line}\n`);

say(`Seed ${seed}, ${minutes} minutes, in ${folder}`);
const run = createRunCommand(resolve('dist/cli.mjs'), resolve('dist/torture/reviewCommand.mjs'));
await prepareInputs(join(folder, 'inputs'), run);
const torture = new Torture(join(folder, 'inputs'), join(folder, 'work'), run, new Random(seed));
const fuzzed = await torture.fuzzReaders(
  readers,
  (reader) => getMinutes() > (minutes * fuzzShare * (readers.indexOf(reader) + 1)) / readers.length,
);
const broken = await torture.runFaults(stages, () => getMinutes() > minutes, say);
const rows = [...broken, ...fuzzed];
console.log(`Seed ${seed}, ${Math.round(getMinutes())} minutes, ${cpus().length} processors.\n`);
console.log(formatTable(rows));
const problems = rows.flatMap(({ what, problems: found }) => found.map((problem) => `${what}: ${problem}`));
for (const problem of problems) console.log(`- ${problem}`);
if (problems.length === 0) rmSync(folder, { recursive: true, force: true });
process.exit(problems.length === 0 ? 0 : 1);

function formatTable(table: readonly TortureRow[]): string {
  const lines = table.map(({ what, runs, problems: found }) => `| ${what} | ${runs} | ${found.length} |`);
  return ['| what | runs | not as promised |', '|---|---|---|', ...lines, ''].join('\n');
}
