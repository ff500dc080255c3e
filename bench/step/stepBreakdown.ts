import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openTrainingSession } from '../../src/runtime/trainingSession';
import { countFlops } from '../../src/tensor/flops';
import { type GraphNode, getNode } from '../../src/tensor/graph';
import { collectAncestors } from '../../src/tensor/lowering/lower';
import { type BenchmarkStep, buildBenchmarkStep } from './benchmarkStep';
import { randomFeeds, type StepSettings } from './measureStep';

/** The parts that the time of a step is divided into. */
export const kinds = [
  'forward',
  'loss',
  'input gradients',
  'filter gradients',
  'optimizer',
  'data movement',
  'other gradients',
] as const;
export type Kind = (typeof kinds)[number];

export interface StepBreakdown {
  /** Each part's share of the time of all kernels, 0..1. */
  readonly shares: Readonly<Record<Kind, number>>;
}

/** ONNX operators that only move numbers. */
const movements = new Set(['Gather', 'Concat', 'Transpose', 'Reshape', 'Split', 'Slice', 'Pad', 'Identity', 'Expand']);

/** Runs a few steps with ONNX Runtime's profiler, which measures the time of every node. */
export async function measureBreakdown(settings: StepSettings): Promise<StepBreakdown> {
  const benched = buildBenchmarkStep(settings.model, settings.loss, settings.batch, settings.device);
  await mkdir('.cache', { recursive: true });
  const folder = await mkdtemp(join(resolve('.cache'), 'profile-'));
  try {
    const { threads } = settings;
    const session = await openTrainingSession(benched.step, { threads, profilePrefix: join(folder, 'step') });
    const feeds = randomFeeds(benched.step);
    for (let i = 0; i < 3; i++) await session.step(feeds, 5e-5);
    await session.release();
    const [file] = await readdir(folder);
    const events = JSON.parse(await readFile(join(folder, file!), 'utf8')) as ProfileEvent[];
    return { shares: computeShares(events, classifyNodes(benched)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

function computeShares(events: readonly ProfileEvent[], kindByNode: ReadonlyMap<number, Kind>): Record<Kind, number> {
  const shares = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  let total = 0;
  for (const { cat, name, dur, args } of events) {
    // The time of nodes in a branch or a loop is part of the time of the node that contains it.
    if (cat !== 'Node' || !name.endsWith('_kernel_time') || name.startsWith('updated')) continue;
    const op = args?.op_name ?? '';
    const id = Number(/#(\d+)\//.exec(name)?.[1]);
    const kind =
      op === 'If' ? 'optimizer' : movements.has(op) ? 'data movement' : (kindByNode.get(id) ?? 'other gradients');
    shares[kind] += dur;
    total += dur;
  }
  for (const kind of kinds) shares[kind] /= total;
  return shares;
}

/** Returns the kind of every node of the step's graph, by its operator and its position. */
function classifyNodes({ decodedFaces }: BenchmarkStep): ReadonlyMap<number, Kind> {
  const { graph } = decodedFaces;
  const model = new Set(collectAncestors(graph, [decodedFaces]));
  const isWeight = (id: number) => graph.nodes[id]!.kind === 'parameter';
  const kinds = new Map<number, Kind>();
  let pastLoss = false;
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'operator') return;
    const isForward = model.has(id);
    pastLoss ||= !isForward && node.op.startsWith('conv2d'); // a network ends with a convolution, whose gradients come first
    const ofGradients = pastLoss ? (gradientKind(node, isWeight) ?? 'other gradients') : 'loss';
    kinds.set(id, isForward ? 'forward' : ofGradients);
  });
  return kinds;
}

function gradientKind(node: GraphNode, isWeight: (id: number) => boolean): Kind | undefined {
  if (node.kind !== 'operator') return undefined;
  if (node.op === 'conv2dInputGradient') return 'input gradients';
  if (node.op === 'conv2dFilterGradient') return 'filter gradients';
  if (node.op !== 'matmul') return undefined;
  return node.inputs.some(isWeight) ? 'input gradients' : 'filter gradients';
}

/** Returns the operations of a step in 10^9, by the definition of its convolutions and matrix products. */
export function countGflop({ step, decodedFaces }: BenchmarkStep): number {
  const { losses, updates } = step.source;
  const needed = collectAncestors(decodedFaces.graph, [
    ...Object.values(losses),
    ...updates.map(({ gradient }) => gradient),
  ]);
  return (
    needed.reduce((total, id) => total + countFlops(decodedFaces.graph, getNode(decodedFaces.graph.value(id))), 0) / 1e9
  );
}
