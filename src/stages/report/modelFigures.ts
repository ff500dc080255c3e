import { basename } from 'node:path';
import { listChangedSettings } from '../../training/store/modelCard';
import { findFacesets, type ModelState } from '../../training/store/modelState';
import { figuresFormats } from './figuresStart';
import type { ModelRecords } from './modelRecords';

/** Returns all figures of a report on a model as JSON. */
export function renderModelFigures(records: ModelRecords): string {
  const { name, trainer, state, sessions, network, heldOut, evaluation, remarks } = records;
  const content = {
    format: figuresFormats.model,
    version: 1,
    model: name,
    trainer,
    iterations: state.iterations,
    seed: state.seed,
    ...(network && { network }),
    facesets: listFacesets(state),
    settings: listChangedSettings(state).map(([section, option, value]) => ({ section, option, value })),
    sessions,
    losses: listLosses(records),
    heldOut: heldOut.map(({ seconds: _, ...entry }) => entry),
    ...(evaluation && {
      evaluation: { file: basename(evaluation.path), judge: evaluation.judge, measures: evaluation.measures },
    }),
    leftOut: remarks,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function listFacesets(state: ModelState) {
  const faces = findFacesets(state);
  return (['a', 'b'] as const).flatMap((side) => {
    if (!faces) return [];
    const { name, count, held_out: heldOut = 0, consent = null } = faces[side];
    return [{ set: side.toUpperCase(), name, faces: count, heldOut, consent }];
  });
}

/** Returns the mean losses of each span of iterations, as the plots show them. */
function listLosses({ losses }: ModelRecords) {
  const { span, from, seconds, series } = losses.slice();
  const round = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  return [...seconds].map((time, i) => ({
    iteration: Math.min((from + i + 1) * span, losses.lastIteration),
    seconds: round(time),
    ...Object.fromEntries([...series].map(([name, { mean }]) => [name, round(mean[i]!)])),
  }));
}
