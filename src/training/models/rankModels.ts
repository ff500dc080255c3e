import type { IniSection } from '../../options/option';
import type { ModelDefinition } from './model';
import { models } from './models';

/** What models are chosen for: the device that computes, and its memory. */
export interface TrainingMachine {
  /** The kind of device that training uses by itself: `cpu`, `webgpu`, … */
  readonly device: string;
  /** The name of the hardware; may be empty. */
  readonly name: string;
  /** The memory of a GPU; absent where the system does not tell. */
  readonly memoryGb?: number;
  /** Number of threads of the processor. */
  readonly threads: number;
}

export type RankedModel = ModelDefinition<IniSection>;

export interface ModelRanking {
  readonly recommended: RankedModel;
  /** The others that train without a GPU. */
  readonly light: readonly RankedModel[];
  readonly needGpu: readonly RankedModel[];
}

/** A GPU whose memory is not known has at least this much. */
const usualMemoryGb = 4;

/** Returns the models in the order in which to offer them on a machine: first the one that suits it. */
export function rankModels(machine: TrainingMachine): ModelRanking {
  const all: readonly RankedModel[] = models;
  const memoryGb = machine.device === 'cpu' ? 0 : (machine.memoryGb ?? usualMemoryGb);
  const fitting = all.filter(({ isRecommended, gpuMemoryGb = 0 }) => isRecommended && gpuMemoryGb <= memoryGb);
  const recommended = fitting.reduce((best, model) =>
    (model.gpuMemoryGb ?? 0) > (best.gpuMemoryGb ?? 0) ? model : best,
  );
  const others = all.filter((model) => model !== recommended);
  return {
    recommended,
    light: others.filter(({ gpuMemoryGb }) => gpuMemoryGb === undefined),
    needGpu: others.filter(({ gpuMemoryGb }) => gpuMemoryGb !== undefined),
  };
}
