import type { PythonValue, PythonWritable } from './pythonValue';
import { PythonEntries, PythonFloat, PythonTuple } from './pythonValue';

const deepest = 64;

/**
 * Python's `repr` of a value of builtin types: the text that `ast.literal_eval` turns back into it.
 * @throws Error for NaN and infinities, which have no literal
 */
export function pythonRepr(value: PythonWritable, depth = 0): string {
  if (depth > deepest) throw new Error('Data nested too deep to be written');
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : floatRepr(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return quoted(value, escapeCharacter);
  if (value instanceof PythonFloat) return floatRepr(value.value);
  if (value instanceof Uint8Array) return `b${quoted(Buffer.from(value).toString('latin1'), escapeByte)}`;
  if (value instanceof Float64Array) return `[${Array.from(value, floatRepr).join(', ')}]`;
  if (value instanceof PythonTuple) return tupleRepr(value, depth);
  if (Array.isArray(value)) return `[${value.map((item) => pythonRepr(item, depth + 1)).join(', ')}]`;
  return dictRepr(
    value instanceof PythonEntries ? value.entries : (value as ReadonlyMap<PythonValue, PythonWritable>),
    depth,
  );
}

/** The shortest digits that read back as the same number, laid out as Python does: exponents below 1e-4 and from 1e16. */
function floatRepr(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no Python literal`);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e16) return exponential(value);
  const text = value.toString(); // between the two it has no exponent here either
  return text.includes('.') ? text : `${text}.0`;
}

/** Two digits of exponent at least, always signed. */
function exponential(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function tupleRepr(tuple: PythonTuple, depth: number): string {
  const items = tuple.items.map((item) => pythonRepr(item, depth + 1));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function dictRepr(entries: Iterable<readonly [PythonValue, PythonWritable]>, depth: number): string {
  const items = Array.from(entries, ([key, value]) => `${pythonRepr(key, depth + 1)}: ${pythonRepr(value, depth + 1)}`);
  return `{${items.join(', ')}}`;
}

/** In double quotes only where that saves escaping single ones. */
function quoted(text: string, escaped: (character: string) => string): string {
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
  return character >= ' ' && character <= '~' ? character : hexEscape('x', 2, character);
}

function escapeCharacter(character: string): string {
  const short = shortEscapes.get(character);
  if (short) return short;
  if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code > 0xffff) return hexEscape('U', 8, character);
  return code > 0xff ? hexEscape('u', 4, character) : hexEscape('x', 2, character);
}

function hexEscape(letter: string, digits: number, character: string): string {
  return `\\${letter}${character.codePointAt(0)!.toString(16).padStart(digits, '0')}`;
}
