import { parseArgs } from 'node:util';
import { judgeMeasures, measureDamages, type SwapPair } from '../test/support/evaluation/validateMeasures';

/**
 * Damages swaps of real films in six ways and five strengths, and prints how each measure of `evaluate` answers: whether
 * it orders the strengths, and whether it stays where it is where it should not see the damage.
 *
 *     npm run bench -- measures FILM,ALIGNMENTS,FACES_A,FACES_B … [--first 0] [--count 24]
 */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { first: { type: 'string', default: '0' }, count: { type: 'string', default: '24' } },
  });
  const [first, count] = [Number(values.first), Number(values.count)];
  const pairs = positionals.map((text): SwapPair => {
    const [input, alignments, facesA, facesB] = text.split(',') as [string, string, string, string];
    return { input, alignments, facesA, facesB, first, count };
  });
  const totals = { right: 0, all: 0 };
  for (const pair of pairs) {
    console.log(`\n${pair.input}`);
    for (const { measure, damage, values, ordered, drift } of judgeMeasures(await measureDamages(pair))) {
      const verdict = ordered ? `${ordered[0]} of ${ordered[1]} in order` : `moves by ${(100 * drift!).toFixed(1)} %`;
      const numbers = values.map((value) => (value === undefined ? '–' : value.toFixed(3)).padStart(7)).join(' ');
      console.log(`${measure.padEnd(14)} ${damage.padEnd(18)} ${numbers}  ${verdict}`);
      if (ordered) [totals.right, totals.all] = [totals.right + ordered[0], totals.all + ordered[1]];
    }
  }
  console.log(
    `\n${totals.right} of ${totals.all} pairs of strengths in the right order (${((100 * totals.right) / totals.all).toFixed(1)} %)`,
  );
}
