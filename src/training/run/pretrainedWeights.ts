import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError } from '../../files/systemErrors';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { findTrainer, readCheckpoint } from '../store/checkpoint';
import { DamagedFileError, type NamedTensors, readSafetensors } from '../store/safetensors';
import { isFiniteState } from '../store/sessionState';
import { formatLayerNames, getLayerName } from './layerNames';

/** A weight of a new model that is to be loaded. */
export interface RequestedWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Loads the weights of a new model from a model of this program, a .safetensors file, or a folder of these, in the order of
 * their names. Each layer is taken completely, from the first source that has it in the same shapes. It reports which
 * layers were loaded and which were not.
 * @throws UserError when there are no weights at that path, or none that fit
 */
export async function loadPretrainedWeights(
  path: string,
  requested: readonly RequestedWeight[],
  job: JobContext,
): Promise<ReadonlyMap<string, Float32Array>> {
  const layers = groupByLayer(requested);
  const all = [...layers.keys()];
  const taken = new Map<string, Float32Array>();
  const report = (message: string) => job.emit({ type: 'log', level: 'info', message });
  for (const source of await listSources(path)) {
    if (layers.size === 0) break;
    const weights = await readSource(source);
    const fitting = [...layers].filter(([, parts]) => parts.every((part) => isFitting(weights, part)));
    for (const [layer, parts] of fitting) {
      for (const { name } of parts) taken.set(name, weights.get(name)!.data);
      layers.delete(layer);
    }
    const names = fitting.map(([layer]) => layer);
    if (names.length > 0)
      report(t('Loaded {1} layers from {0} ({2}).', source.path, names.length, formatLayerNames(names, all)));
  }
  if (taken.size === 0)
    throw new UserError(t('No weights in {0} match this model: the layers have different names or shapes.', path));
  if (layers.size > 0)
    report(
      t(
        'Nothing in {0} matches {1} layers; they start untrained ({2}).',
        path,
        layers.size,
        formatLayerNames([...layers.keys()], all),
      ),
    );
  return taken;
}

function groupByLayer(requested: readonly RequestedWeight[]): Map<string, RequestedWeight[]> {
  const layers = new Map<string, RequestedWeight[]>();
  for (const weight of requested) {
    const layer = getLayerName(weight.name);
    layers.set(layer, [...(layers.get(layer) ?? []), weight]);
  }
  return layers;
}

function isFitting(weights: NamedTensors, { name, shape }: RequestedWeight): boolean {
  const found = weights.get(name);
  return found?.shape.join() === shape.join() && isFiniteState(new Map([[name, found.data]]));
}

interface WeightSource {
  readonly path: string;
  /** Trainer of a model's folder; absent for a file. */
  readonly trainer?: string;
}

async function listSources(path: string): Promise<WeightSource[]> {
  const own = await inspectSource(path);
  if (own) return [own];
  const names = (await readdir(path).catch(() => [])).sort(new Intl.Collator('en', { numeric: true }).compare);
  const inside = await Promise.all(names.map((name) => inspectSource(join(path, name))));
  const sources = inside.filter((source) => source !== undefined);
  if (sources.length > 0) return sources;
  throw new UserError(
    t('There are no weights in {0}. Choose a model folder, a .safetensors file, or a folder of such files.', path),
  );
}

/** Returns the source if the path is a model's folder or a file of tensors. */
async function inspectSource(path: string): Promise<WeightSource | undefined> {
  const entry = await stat(path).catch(() => undefined); // the caller reports a missing path
  if (entry?.isFile()) return path.endsWith('.safetensors') ? { path } : undefined;
  const trainer = entry && (await findTrainer(path));
  return trainer === undefined ? undefined : { path, trainer };
}

async function readSource({ path, trainer }: WeightSource): Promise<NamedTensors> {
  if (trainer !== undefined) return (await readCheckpoint(path, trainer, { withOptimizer: false })).weights;
  try {
    return await readSafetensors(path);
  } catch (error) {
    if (error instanceof DamagedFileError)
      throw new UserError(t('{0} is damaged or not a file of float32 tensors. Choose another file.', path));
    throw explainFileError(error, path);
  }
}
