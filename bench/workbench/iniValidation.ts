import { analyzeIni, noModel } from '../../src/options/language/analysis';
import { listDiagnostics } from '../../src/options/language/diagnostics';
import { listFixes } from '../../src/options/language/fixes';
import { formatTrainIni, trainIni } from '../../src/training/settings/trainIni';
import { resolveTrainOptions } from '../../src/training/settings/trainOptions';
import { explainInvalidModel } from '../../src/training/step/invalidModel';
import { type Figure, median } from './figure';

const runs = 50;
const lines = 300;

/** Creates a train.ini with a mistake in every seventh line, and other text in each run. */
function damagedIni(run: number): string {
  const whole = formatTrainIni(resolveTrainOptions()).split('\n').slice(0, lines);
  return whole.map((line, i) => (i % 7 === run % 7 ? line.replace(/\w(?= =)/, `x${run}`) : line)).join('\n');
}

/**
 * Measures what happens at each pause in typing: parse, find all mistakes and their fixes, and try to build the model.
 */
export async function iniValidation(): Promise<Figure[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const text = damagedIni(run);
    const start = performance.now();
    const analysis = analyzeIni(text, trainIni);
    for (const { code, range } of listDiagnostics(analysis, noModel))
      listFixes(analysis, code, range.start.line, noModel);
    await explainInvalidModel('phaze_a', analysis.checked.values);
    times.push(performance.now() - start);
  }
  const name = `an ini of ${lines} lines validates (median of ${runs})`;
  return [{ name, value: median(times), unit: 'ms', goal: { atMost: 20 } }];
}
