import { buildNestedLists, readNumpyScalar } from './numpyArray';
import type { PythonValue, PythonWritable } from './pythonValue';
import { NumpyArray, NumpyScalar, PythonEntries, PythonFloat, PythonTuple } from './pythonValue';

const maxDepth = 64;

/**
 * Returns the text of Python's `repr` for a value of builtin types, which `ast.literal_eval` parses.
 * What is numpy's is written as numbers and lists. @throws Error for NaN and infinities, which have no literal
 */
export function formatPythonLiteral(value: PythonWritable, depth = 0): string {
  if (depth > maxDepth) throw new Error('Data nested too deep to be written');
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : formatFloat(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return quote(value, escapeCharacter);
  if (value instanceof PythonFloat) return formatFloat(value.value);
  if (value instanceof Uint8Array) return `b${quote(Buffer.from(value).toString('latin1'), escapeByte)}`;
  if (value instanceof Float64Array) return `[${Array.from(value, formatFloat).join(', ')}]`;
  if (value instanceof NumpyScalar) return formatPythonLiteral(readNumpyScalar(value), depth);
  if (value instanceof NumpyArray) return formatPythonLiteral(buildNestedLists(value), depth);
  if (value instanceof PythonTuple) return formatTuple(value, depth);
  if (Array.isArray(value)) return `[${value.map((item) => formatPythonLiteral(item, depth + 1)).join(', ')}]`;
  return formatDict(
    value instanceof PythonEntries ? value.entries : (value as ReadonlyMap<PythonValue, PythonWritable>),
    depth,
  );
}

/** Returns the shortest digits that represent the number, formatted as in Python: exponents below 1e-4 and from 1e16. */
function formatFloat(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no Python literal`);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e16) return formatExponential(value);
  const text = value.toString(); // without an exponent in this range, as in Python
  return text.includes('.') ? text : `${text}.0`;
}

/** Formats the exponent with a sign and at least two digits. */
function formatExponential(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function formatTuple(tuple: PythonTuple, depth: number): string {
  const items = tuple.items.map((item) => formatPythonLiteral(item, depth + 1));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function formatDict(entries: Iterable<readonly [PythonValue, PythonWritable]>, depth: number): string {
  const items = Array.from(
    entries,
    ([key, value]) => `${formatPythonLiteral(key, depth + 1)}: ${formatPythonLiteral(value, depth + 1)}`,
  );
  return `{${items.join(', ')}}`;
}

/** Quotes a text: in double quotes only if it contains single and no double quotes. */
function quote(text: string, escaped: (character: string) => string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const character of text) body += character === quote ? `\\${quote}` : escaped(character);
  return quote + body + quote;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeByte(character: string): string {
  const short = shortEscapes.get(character);
  if (short) return short;
  return character >= ' ' && character <= '~' ? character : formatHexEscape('x', 2, character);
}

function escapeCharacter(character: string): string {
  const short = shortEscapes.get(character);
  if (short) return short;
  if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code > 0xffff) return formatHexEscape('U', 8, character);
  return code > 0xff ? formatHexEscape('u', 4, character) : formatHexEscape('x', 2, character);
}

function formatHexEscape(letter: string, digits: number, character: string): string {
  return `\\${letter}${character.codePointAt(0)!.toString(16).padStart(digits, '0')}`;
}
