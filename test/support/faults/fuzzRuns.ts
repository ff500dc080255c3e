import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../../src/shared/errors';
import type { Random } from '../../../src/tensor/random';
import { mutate } from '../facesets/mutate';
import type { Reader } from './reader';

/** A file that was not read as it should: the seed and the number make it again. */
export interface BadReading {
  readonly reader: string;
  readonly bytes: Uint8Array;
  readonly error: string;
}

/** Milliseconds after which a reading counts as one that hangs. */
const slowMs = 20_000;

/**
 * Reads damaged copies of a whole file until `isOver`. A reading is right, or ends with a sentence for the user.
 * @returns the number of readings, and those that did neither
 */
export async function fuzz(
  reader: Reader,
  inputs: string,
  folder: string,
  random: Random,
  isOver: (readings: number) => boolean,
): Promise<{ readonly readings: number; readonly bad: readonly BadReading[] }> {
  const bad: BadReading[] = [];
  let readings = 0;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const path = await reader.make(inputs, folder);
  const whole = readFileSync(path);
  for (; !isOver(readings); readings++) {
    const bytes = random.integer(2) === 0 ? mutate(whole, random) : mutateText(whole, random);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    const error = await readInTime(reader.read(path, folder));
    if (error !== undefined) bad.push({ reader: reader.name, bytes, error });
  }
  return { readings, bad };
}

async function readInTime(reading: Promise<unknown>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('it hangs'), slowMs);
  });
  const end = reading.then(
    () => undefined,
    (error: unknown) => (error instanceof UserError ? undefined : error instanceof Error ? error.stack : String(error)),
  );
  return await Promise.race([end, late]).finally(() => clearTimeout(timer));
}

/** What a number or a text of JSON, of Python or of an ini file may become. */
const oddValues = [
  '1e999',
  '-1e999',
  '-1',
  '0',
  '1e308',
  '99999999999999999999',
  'null',
  'NaN',
  '""',
  '[]',
  '{}',
  '"../../x"',
];

/** In pictures the texts come first. */
const textBytes = 1 << 16;

/** Replaces a few of the values in a text by odd ones; in other files that is one more kind of damage. */
export function mutateText(bytes: Uint8Array, random: Random): Uint8Array {
  let text = Buffer.from(bytes).toString('latin1');
  for (let count = 1 + random.integer(3); count > 0; count--) {
    const start = text.slice(0, textBytes);
    const values = [
      ...start.matchAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|"[^"\n]{0,100}"|'[^'\n]{0,100}'|true|false|True|False/g),
    ];
    const value = values[random.integer(Math.max(1, values.length))];
    if (!value) break;
    const odd = oddValues[random.integer(oddValues.length)]!;
    text = text.slice(0, value.index) + odd + text.slice(value.index + value[0].length);
  }
  return Buffer.from(text, 'latin1');
}
