import type { Part, Stage } from './networkParts';
import { colors, line, rectangle, svg, text } from './svg';

interface Placed extends Part {
  readonly left: number;
  readonly middle: number;
  readonly width: number;
}

/** From one stage to the next. */
const pitch = 34;
const margin = 14;
const titleHeight = 18;
const labelHeight = 24;
/** Of a stage, pixels for each doubling of its edge or of its units, and of its channels. */
const perEdge = 9;
const perUnits = 6;
const perChannels = 2;
const coloursOf = { shared: colors.forward, a: colors.gradients, b: colors.updates } as const;

/** A network: its parts from left to right, each stage as a slab, the higher the larger its edge, the wider the more channels. */
export function drawNetwork(title: string, parts: readonly Part[]): string {
  const placed = placedParts(parts);
  const width = Math.max(...placed.map((part) => part.left + part.width)) + margin;
  const height = Math.max(...placed.map((part) => part.middle + halfHeight(part))) + margin;
  return svg(width, height, title, [
    ...placed.flatMap((part) => linksTo(part, placed)),
    ...placed.flatMap((part) => drawnPart(part)),
  ]);
}

/** Parts stand in columns, right of all that they read from, those of a column one below the other. */
function placedParts(parts: readonly Part[]): Placed[] {
  const columns = columnsOf(parts);
  const tallest = Math.max(...columns.map(heightOf));
  let left = margin;
  return columns.flatMap((column) => {
    const width = Math.max(...column.map(({ stages }) => stages.length * pitch));
    let top = margin + (tallest - heightOf(column)) / 2;
    const placed = column.map((part) => {
      const middle = top + halfHeight(part);
      top += 2 * halfHeight(part);
      return { ...part, left, middle, width };
    });
    left += width + pitch;
    return placed;
  });
}

function columnsOf(parts: readonly Part[]): Part[][] {
  const numbers = new Map<string, number>();
  const numberOf = ({ name, sources }: Part): number => {
    const before = parts.filter((other) => other.name !== name && sources.includes(other.name));
    const number = numbers.get(name) ?? Math.max(-1, ...before.map(numberOf)) + 1;
    numbers.set(name, number);
    return number;
  };
  const columns: Part[][] = [];
  for (const part of parts) columns[numberOf(part)] = [...(columns[numberOf(part)] ?? []), part];
  return columns;
}

function heightOf(column: readonly Part[]): number {
  return column.reduce((total, part) => total + 2 * halfHeight(part), 0);
}

function halfHeight({ stages }: Part): number {
  return titleHeight + labelHeight + Math.max(...stages.map((stage) => slab(stage).height)) / 2;
}

function slab({ shape }: Stage): { width: number; height: number } {
  const [extent, channels] = [shape[0]!, shape[2] ?? 1];
  const height = (shape.length === 3 ? perEdge : perUnits) * Math.log2(extent);
  return { width: 4 + perChannels * Math.log2(channels), height: Math.max(6, height) };
}

function drawnPart({ name, stages, left, middle }: Placed): string[] {
  const top = middle - Math.max(...stages.map((stage) => slab(stage).height)) / 2;
  const fill = coloursOf[name.endsWith('_a') ? 'a' : name.endsWith('_b') ? 'b' : 'shared'];
  return [
    text(left, top - 12, name, { size: 11, bold: true }),
    ...stages.flatMap((stage, i) => drawnStage(stage, left + i * pitch, middle, fill)),
  ];
}

function drawnStage(stage: Stage, left: number, middle: number, fill: string): string[] {
  const { width, height } = slab(stage);
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

function linksTo(part: Placed, placed: readonly Placed[]): string[] {
  return placed
    .filter(({ name }) => part.sources.includes(name))
    .map((source) => {
      const from = source.left + source.stages.length * pitch - pitch / 3;
      const path = `M${Math.round(from)} ${Math.round(source.middle)}H${part.left - pitch / 2}V${Math.round(part.middle)}H${part.left - 4}`;
      return line(path, colors.line);
    });
}
