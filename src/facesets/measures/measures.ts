import type { Measure, MeasureInput } from './measure';
import { sharpness } from './sharpness';
import { size } from './size';
import { yaw } from './yaw';

/** The measures there are, in the order that users see. */
export const measures = [sharpness, size, yaw] as const satisfies readonly Measure[];

export type MeasureName = (typeof measures)[number]['name'];

/** The measures of a face, by name; those that it does not have are absent. */
export type MeasureValues = { readonly [Name in MeasureName]?: number };

export async function measureAll(input: MeasureInput): Promise<MeasureValues> {
  const all: readonly Measure[] = measures;
  const values = await Promise.all(all.map(async (one) => [one.name, await one.measure(input)] as const));
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && Number.isFinite(value)));
}

export function isMeasureName(name: string): name is MeasureName {
  return measures.some((measure) => measure.name === name);
}

/** Returns the values of a face in words, in the user's language. */
export function describeMeasures(values: MeasureValues): string[] {
  return measures.flatMap((measure: Measure & { readonly name: MeasureName }) => {
    const value = values[measure.name];
    return value === undefined || !measure.describe ? [] : [measure.describe(value)];
  });
}
