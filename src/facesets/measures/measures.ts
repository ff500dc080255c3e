import { brightness } from './brightness';
import { covered } from './covered';
import { eyeOpening } from './eyeOpening';
import type { LandmarkInput, Measure, PictureInput } from './measure';
import { mouthOpening } from './mouthOpening';
import { pitch } from './pitch';
import { sharpness } from './sharpness';
import { sideLight } from './sideLight';
import { size } from './size';
import { yaw } from './yaw';

/** The measures there are, in the order that users see. */
export const measures = [
  sharpness,
  size,
  yaw,
  pitch,
  mouthOpening,
  eyeOpening,
  brightness,
  sideLight,
  covered,
] as const satisfies readonly Measure[];

export type MeasureName = (typeof measures)[number]['name'];

/** The measures of a face, by name; those that it does not have are absent. */
export type MeasureValues = { readonly [Name in MeasureName]?: number };

/** Measures a picture; without the data of a face only what the picture itself says. */
export async function measureAll(picture: PictureInput, face: LandmarkInput | undefined): Promise<MeasureValues> {
  const all: readonly Measure[] = measures;
  const values = await Promise.all(
    all.map(async (one) => {
      if (one.from === 'picture') return [one.name, await one.measure(picture)] as const;
      return [one.name, face && one.measure(face)] as const;
    }),
  );
  return keepKnown(values);
}

/** Measures what the header of a face alone says. */
export function measureLandmarks(face: LandmarkInput): MeasureValues {
  const all: readonly Measure[] = measures;
  return keepKnown(all.flatMap((one) => (one.from === 'landmarks' ? [[one.name, one.measure(face)] as const] : [])));
}

function keepKnown(values: readonly (readonly [string, number | undefined])[]): MeasureValues {
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && Number.isFinite(value)));
}

export function findMeasure(name: MeasureName): Measure {
  return measures.find((measure) => measure.name === name)!;
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
