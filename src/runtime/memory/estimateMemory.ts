import { InferenceSession } from 'onnxruntime-node';
import { peakBytes, type ValueSize } from '../../tensor/onnx/bufferPlan';
import { encodeModel, type OnnxGraph } from '../../tensor/onnx/model';
import { sizeOf } from '../../tensor/shapes';
import type { TrainingStep } from '../../tensor/trainingStep';

/** What a training needs of the memory of its device. */
export interface MemoryEstimate {
  /** Weights, optimizer slots and accumulators, as often as the device holds them. */
  readonly stateBytes: number;
  /** Everything between the batch and the gradients, where it is most. */
  readonly stepBytes: number;
  readonly totalBytes: number;
}

/** Node and ONNX Runtime themselves, with the loader's share of the process. */
const programBytes = 150 * 2 ** 20;

/**
 * Memory that lies idle between buffers: blocks of many sizes come and go, and glibc does not put an aligned one where
 * one of the same size was before. Measured (`npm run bench -- memory`).
 */
const looseness = 1.6;

/**
 * Estimates, from the graph alone, what a process that trains by `step` takes at most: within 15 % on the CPU with
 * glibc. A GPU that keeps the state to itself holds it twice, the old and the next.
 */
export async function estimateMemory(step: TrainingStep): Promise<MemoryEstimate> {
  const copies = step.target === 'cpu' ? 1 : 2;
  const stateBytes = copies * step.state.reduce((bytes, { shape }) => bytes + 4 * sizeOf(shape), 0);
  const stepBytes = peakBytes(step.onnx, await valueSizes(step.onnx));
  return { stateBytes, stepBytes, totalBytes: programBytes + stateBytes + looseness * stepBytes };
}

const bytesOf: Readonly<Record<string, number>> = { float32: 4, float16: 2, int32: 4, int64: 8, uint8: 1, bool: 1 };

/** Shapes of all values, inferred by ONNX Runtime: it is loaded with every value as an output, and told no more. */
async function valueSizes(graph: OnnxGraph): Promise<ReadonlyMap<string, ValueSize>> {
  const known = new Set(graph.outputs.map(({ name }) => name));
  const inner = graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => !known.has(name));
  const outputs = [...graph.outputs, ...inner.map((name) => ({ name }))];
  const session = await InferenceSession.create(encodeModel({ ...graph, outputs }), {
    graphOptimizationLevel: 'disabled',
    enableCpuMemArena: false,
    logSeverityLevel: 3,
  });
  const sizes = session.outputMetadata.flatMap((value): [string, ValueSize][] => {
    if (!value.isTensor) return [];
    const shape = value.shape.map((extent) => (typeof extent === 'number' ? extent : 1));
    return [[value.name, { kind: `${value.type} ${shape.join()}`, bytes: sizeOf(shape) * (bytesOf[value.type] ?? 4) }]];
  });
  await session.release();
  return new Map(sizes);
}
