import type { Part, Stage } from './networkParts';
import { colors, line, rectangle, svg, text } from './svg';

interface Placed extends Part {
  readonly left: number;
  readonly middle: number;
  readonly width: number;
}

/** The distance from one stage to the next, in pixels. */
const pitch = 34;
const margin = 14;
const titleHeight = 18;
const labelHeight = 24;
/** How many pixels a stage grows for each doubling of its edge, of its units, and of its channels. */
const perEdge = 9;
const perUnits = 6;
const perChannels = 2;
const sideColors = { shared: colors.forward, a: colors.gradients, b: colors.updates } as const;

/**
 * Draws a network: its parts from left to right, each stage as a slab that is higher for a larger edge and wider for more
 * channels.
 */
export function drawNetwork(title: string, parts: readonly Part[]): string {
  const placed = placedParts(parts);
  const width = Math.max(...placed.map((part) => part.left + part.width)) + margin;
  const height = Math.max(...placed.map((part) => part.middle + measureHalfHeight(part))) + margin;
  return svg(width, height, title, [
    ...placed.flatMap((part) => drawLinks(part, placed)),
    ...placed.flatMap((part) => drawPart(part)),
  ]);
}

/** Places the parts in columns: each to the right of all parts that it reads from. */
function placedParts(parts: readonly Part[]): Placed[] {
  const columns = arrangeColumns(parts);
  const tallest = Math.max(...columns.map(measureHeight));
  let left = margin;
  return columns.flatMap((column) => {
    const width = Math.max(...column.map(({ stages }) => stages.length * pitch));
    let top = margin + (tallest - measureHeight(column)) / 2;
    const placed = column.map((part) => {
      const middle = top + measureHalfHeight(part);
      top += 2 * measureHalfHeight(part);
      return { ...part, left, middle, width };
    });
    left += width + pitch;
    return placed;
  });
}

function arrangeColumns(parts: readonly Part[]): Part[][] {
  const numbers = new Map<string, number>();
  const countSteps = ({ name, sources }: Part): number => {
    const before = parts.filter((other) => other.name !== name && sources.includes(other.name));
    const number = numbers.get(name) ?? Math.max(-1, ...before.map(countSteps)) + 1;
    numbers.set(name, number);
    return number;
  };
  const columns: Part[][] = [];
  for (const part of parts) columns[countSteps(part)] = [...(columns[countSteps(part)] ?? []), part];
  return columns;
}

function measureHeight(column: readonly Part[]): number {
  return column.reduce((total, part) => total + 2 * measureHalfHeight(part), 0);
}

function measureHalfHeight({ stages }: Part): number {
  return titleHeight + labelHeight + Math.max(...stages.map((stage) => measureSlab(stage).height)) / 2;
}

function measureSlab({ shape }: Stage): { width: number; height: number } {
  const [extent, channels] = [shape[0]!, shape[2] ?? 1];
  const height = (shape.length === 3 ? perEdge : perUnits) * Math.log2(extent);
  return { width: 4 + perChannels * Math.log2(channels), height: Math.max(6, height) };
}

function drawPart({ name, stages, left, middle }: Placed): string[] {
  const top = middle - Math.max(...stages.map((stage) => measureSlab(stage).height)) / 2;
  const fill = sideColors[name.endsWith('_a') ? 'a' : name.endsWith('_b') ? 'b' : 'shared'];
  return [
    text(left, top - 12, name, { size: 11, bold: true }),
    ...stages.flatMap((stage, i) => drawStage(stage, left + i * pitch, middle, fill)),
  ];
}

function drawStage(stage: Stage, left: number, middle: number, fill: string): string[] {
  const { width, height } = measureSlab(stage);
  const [extent, , channels] = stage.shape;
  const label = (content: string, y: number) => text(left, y, content, { size: 8.5, fill: colors.weights });
  const bottom = middle + height / 2;
  return [
    rectangle(left, middle - height / 2, width, height, fill),
    ...(stage.layers > 1 ? [label(String(stage.layers), middle - height / 2 - 2)] : []),
    label(channels === undefined ? String(extent) : `${extent}²`, bottom + 10),
    ...(channels === undefined ? [] : [label(`×${channels}`, bottom + 20)]),
  ];
}

function drawLinks(part: Placed, placed: readonly Placed[]): string[] {
  return placed
    .filter(({ name }) => part.sources.includes(name))
    .map((source) => {
      const from = source.left + source.stages.length * pitch - pitch / 3;
      const path = `M${Math.round(from)} ${Math.round(source.middle)}H${part.left - pitch / 2}V${Math.round(part.middle)}H${part.left - 4}`;
      return line(path, colors.line);
    });
}
