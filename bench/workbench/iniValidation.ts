import { analyseIni, noModel } from '../../src/options/language/analysis';
import { diagnosticsOf } from '../../src/options/language/diagnostics';
import { fixesOf } from '../../src/options/language/fixes';
import { formatTrainIni, trainIni } from '../../src/training/settings/trainIni';
import { resolveTrainOptions } from '../../src/training/settings/trainOptions';
import { whyUnbuildable } from '../../src/training/step/invalidModel';
import type { Figure } from './figure';
import { median } from './median';

const runs = 50;
const lines = 300;

/** A train.ini whose every seventh line has a mistake; no two runs see the same. */
function damagedIni(run: number): string {
  const whole = formatTrainIni(resolveTrainOptions()).split('\n').slice(0, lines);
  return whole.map((line, i) => (i % 7 === run % 7 ? line.replace(/\w(?= =)/, `x${run}`) : line)).join('\n');
}

/** What happens at each rest of the keyboard: read, find all mistakes and their fixes, and try to build the model. */
export async function iniValidation(): Promise<Figure[]> {
  const times = Array.from({ length: runs }, (_, run) => {
    const text = damagedIni(run);
    const start = performance.now();
    const analysis = analyseIni(text, trainIni);
    for (const { code, range } of diagnosticsOf(analysis, noModel)) fixesOf(analysis, code, range.start.line, noModel);
    whyUnbuildable('phaze_a', analysis.checked.values);
    return performance.now() - start;
  });
  const name = `an ini of ${lines} lines validates (median of ${runs})`;
  return [{ name, value: median(times), unit: 'ms', goal: { atMost: 20 } }];
}
