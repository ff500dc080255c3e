import { createNetwork } from '../../../docs/examples/pocket';
import { type Graph, getName, type Value } from '../../../src/tensor/graph';
import { collectAncestors } from '../../../src/tensor/lowering/lower';
import { adam } from '../../../src/tensor/optimizers/adam';
import { planStep, type StepPlan } from '../../../src/tensor/stepPlan';
import { resolveTrainOptions } from '../../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../../src/training/step/trainingGraph';
import { at, colors, line, svg, text } from './svg';

const size = { width: 960, height: 630, left: 40, right: 920 };
/** The middle and the height of the band in which the nodes of a kind are drawn, in pixels. */
const bands = {
  weights: { y: 62, height: 0 },
  forward: { y: 165, height: 150 },
  loss: { y: 165, height: 150 },
  gradients: { y: 350, height: 150 },
  guard: { y: 480, height: 40 },
  updates: { y: 550, height: 0 },
} as const;
type Kind = keyof typeof bands;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Draws the graph of one step of the smallest model, a dot for each node, forward to the right, gradients to the left. */
export function drawStepGraph(): string {
  const { graph, plan, kinds } = pocketStep();
  const points = layOut(graph, kinds);
  const count = (kind: Kind) => [...kinds.values()].filter((other) => other === kind).length;
  const { updates } = plan;
  const squares = stacked(
    updates.map(({ gradient }) => points.get(gradient.id)!.x),
    bands.updates.y,
  );
  const label = (kind: Kind, y: number, words: string) => text(size.left, y, words, { fill: colors[kind], bold: true });
  return svg(size.width, size.height, 'The graph of a training step', [
    ...drawEdges(graph, kinds, points),
    line(
      updates.map(({ gradient }, i) => drawSegment(points.get(gradient.id)!, squares[i]!)).join(''),
      colors.updates,
      faint,
    ),
    ...(Object.keys(bands) as Kind[])
      .filter((kind) => kind !== 'updates')
      .map((kind) =>
        drawDots(
          [...points].filter(([id]) => kinds.get(id) === kind).map(([, p]) => p),
          colors[kind],
          6,
        ),
      ),
    drawDots(squares, colors.updates, 10, 'square'),
    label('weights', 40, `weights and biases: ${count('weights')}`),
    label('forward', 92, `forward: ${count('forward')} nodes`),
    text(size.right, 92, `losses: ${count('loss')} nodes`, { anchor: 'end', fill: colors.loss, bold: true }),
    label('gradients', 268, `gradients: ${count('gradients')} nodes, computed from right to left`),
    label('guard', 456, `is everything finite? ${count('guard')} nodes`),
    text(size.right, 268, 'gray: what gradients read of weights and forward pass', {
      anchor: 'end',
      fill: colors.faint,
    }),
    label('updates', 610, `updates: ${updates.length}, each an optimizer's rule for one weight tensor`),
  ]);
}

/** Points at `y`, each below those that have its place already. */
function stacked(places: readonly number[], y: number): readonly Point[] {
  const isAt = (x: number) => (other: number) => Math.abs(other - x) < 1;
  return places.map((x, i) => ({ x, y: y + 12 * places.slice(0, i).filter(isAt(x)).length }));
}

function pocketStep(): { graph: Graph; plan: StepPlan; kinds: ReadonlyMap<number, Kind> } {
  const options = resolveTrainOptions({ 'global.loss': { loss_function: 'mae', loss_function_2: 'none' } });
  const training = buildTrainingGraph(createNetwork(options.global), options['global.loss'], 8);
  const { graph, decodedFaces, total, lossA, lossB } = training;
  const plan = planStep(total, { lossA, lossB }, graph.parameters, { optimizer: adam() });
  return { graph, plan, kinds: classifyNodes(graph, decodedFaces, total, plan) };
}

/** Returns what each node but the constants is computed for, by its id. */
function classifyNodes(graph: Graph, decodedFaces: Value, total: Value, plan: StepPlan): ReadonlyMap<number, Kind> {
  const kinds = new Map<number, Kind>();
  const claim = (kind: Kind, values: readonly Value[]) => {
    for (const id of collectAncestors(graph, values)) if (!kinds.has(id)) kinds.set(id, kind);
  };
  claim('weights', graph.parameters);
  claim('forward', [decodedFaces]);
  claim('loss', [total]);
  claim(
    'gradients',
    plan.updates.map(({ gradient }) => gradient),
  );
  claim('guard', [plan.finite]);
  graph.nodes.forEach((node, id) => {
    if (node.kind === 'constant') kinds.delete(id);
  });
  return kinds;
}

function layOut(graph: Graph, kinds: ReadonlyMap<number, Kind>): ReadonlyMap<number, Point> {
  const isThere = (id: number, ...wanted: readonly Kind[]) => wanted.includes(kinds.get(id)!);
  const there = computeLevels(graph, (id) => isThere(id, 'forward', 'loss'));
  const back = computeLevels(graph, (id) => isThere(id, 'gradients'));
  const span = size.right - size.left;
  const points = new Map<number, Point>();
  spread(graph, there, bands.forward, (level, last) => size.left + (span * level) / last, points);
  spread(graph, back, bands.gradients, (level, last) => size.right - (span * level) / last, points);
  for (const parameter of graph.parameters) {
    const user = graph.nodes.findIndex((node) => node.kind === 'operator' && node.inputs.includes(parameter.id));
    const offset = getName(parameter).endsWith('bias') ? 8 : 0;
    points.set(parameter.id, { x: points.get(user)!.x + offset, y: bands.weights.y });
  }
  for (const [id, kind] of kinds) {
    if (kind !== 'guard') continue;
    const node = graph.nodes[id]!;
    const inputs = node.kind === 'operator' ? node.inputs.flatMap((input) => points.get(input) ?? []) : [];
    const x = inputs.reduce((total, point) => total + point.x, 0) / inputs.length;
    points.set(id, {
      x,
      y: Math.min(505, Math.max(bands.guard.y - 10, ...inputs.map(({ y }) => (y > 440 ? y + 7 : 0)))),
    });
  }
  return points;
}

/**
 * Returns for each node of `isIncluded` the length of the longest path to it, by its id. A node that could come earlier
 * gets the level right before the first node that reads it.
 */
function computeLevels(graph: Graph, isIncluded: (id: number) => boolean): ReadonlyMap<number, number> {
  const levels = new Map<number, number>();
  const listInputs = (id: number) => {
    const node = graph.nodes[id]!;
    return node.kind === 'operator' ? node.inputs.filter((input) => levels.has(input)) : [];
  };
  for (const id of graph.nodes.keys())
    if (isIncluded(id)) levels.set(id, 1 + Math.max(-1, ...listInputs(id).map((input) => levels.get(input)!)));
  const latest = new Map<number, number>();
  for (const id of [...levels.keys()].reverse()) {
    const level = latest.get(id) ?? levels.get(id)!;
    levels.set(id, level);
    for (const input of listInputs(id)) latest.set(input, Math.min(latest.get(input) ?? level, level - 1));
  }
  return levels;
}

/** Places the nodes of each level one above the other, in the order of the average height of their inputs. */
function spread(
  graph: Graph,
  levels: ReadonlyMap<number, number>,
  { y, height }: { readonly y: number; readonly height: number },
  computeX: (level: number, last: number) => number,
  points: Map<number, Point>,
): void {
  const last = Math.max(...levels.values());
  for (let level = 0; level <= last; level++) {
    const averageInputHeight = (id: number) => {
      const node = graph.nodes[id]!;
      const inputs = node.kind === 'operator' ? node.inputs.filter((input) => levels.has(input)) : [];
      return inputs.reduce((total, input) => total + points.get(input)!.y, 0) / (inputs.length || 1);
    };
    const column = [...levels].filter(([, other]) => other === level).map(([id]) => id);
    column.sort((a, b) => averageInputHeight(a) - averageInputHeight(b) || a - b);
    const step = Math.min(22, height / column.length);
    column.forEach((id, i) => {
      points.set(id, { x: computeX(level, last), y: y + (i - (column.length - 1) / 2) * step });
    });
  }
}

const faint = { 'stroke-opacity': 0.3 } as const;

/** Draws the edges in the color of what they lead to; those from the forward pass to the gradients are thinner. */
function drawEdges(graph: Graph, kinds: ReadonlyMap<number, Kind>, points: ReadonlyMap<number, Point>): string[] {
  const strokes = new Map<string, string[]>();
  for (const [id, kind] of kinds) {
    const node = graph.nodes[id]!;
    if (node.kind !== 'operator') continue;
    for (const input of node.inputs) {
      const from = points.get(input);
      if (!from) continue;
      const isKept = kind === 'gradients' && kinds.get(input) !== 'gradients';
      const key = isKept ? 'kept' : kind;
      strokes.set(key, [...(strokes.get(key) ?? []), drawSegment(from, points.get(id)!)]);
    }
  }
  return [...strokes].map(([key, d]) =>
    key === 'kept'
      ? line(d.join(''), '#a0a0a0', { 'stroke-width': 0.5 })
      : line(d.join(''), colors[key as Kind], faint),
  );
}

function drawSegment(from: Point, to: Point): string {
  return `M${at(from.x)},${at(from.y)}L${at(to.x)},${at(to.y)}`;
}

/** Draws all dots of a color as one path: each is a line of almost no length, so that only its ends show. */
function drawDots(points: readonly Point[], fill: string, diameter: number, cap: 'round' | 'square' = 'round'): string {
  const d = points.map(({ x, y }) => `M${at(x)},${at(y)}h.01`).join('');
  return line(d, fill, { 'stroke-width': diameter, 'stroke-linecap': cap });
}
