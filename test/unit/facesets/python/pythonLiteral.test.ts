import { describe, expect, it } from 'vitest';
import { parsePythonLiteral } from '../../../../src/facesets/python/pythonLiteral';
import { formatPythonLiteral } from '../../../../src/facesets/python/pythonRepr';
import { FormatError, PythonFloat, PythonTuple } from '../../../../src/facesets/python/pythonValue';
import { Random } from '../../../../src/tensor/random';
import { mutate } from '../../../support/facesets/mutate';
import { hasPython, runPython } from '../../../support/facesets/python';

const samples = `[
  {'a': 1, 'b': [True, False, None], (1, 2): (3,), 'empty': [{}, [], ()]},
  [0.1, 1.0, -0.0, 1e16, 1e15, 123456789012345680.0, 1e-4, 1.5e-5, -2.5e-7, 5e-324, 1.7976931348623157e308, 0.00012345, 1/3],
  [2**53 + 1, -10**30, -7],
  ['it\\'s', 'say "so"', 'both \\' and "', 'tab\\t new\\n back\\\\ return\\r', '\\x00\\x1f\\x7f\\x80\\xa0', 'ĉapelo 顔 🙂', '\\u200b\\ufeff\\U000e0001'],
  [b'it\\'s', b'say "so"', b'both \\' and "', bytes(range(256)), b''],
]`;

describe('Python literals', () => {
  it.skipIf(!hasPython)('are read as Python writes them, and written with the same characters (needs python3)', () => {
    const text = runPython(`import sys; sys.stdout.buffer.write(repr(${samples}).encode())`).toString();
    expect(formatPythonLiteral(parsePythonLiteral(text))).toBe(text);
  });

  it.skipIf(!hasPython)('keep every float: thousands of random ones print as in Python (needs python3)', () => {
    const random = new Random(5);
    const floats = Float64Array.from({ length: 4000 }, () => random.normal() * 10 ** (random.integer(60) - 30));
    const program =
      'import sys, array; a = array.array("d"); a.frombytes(sys.stdin.buffer.read()); print(list(a), end="")';
    expect(formatPythonLiteral(floats)).toBe(runPython(program, new Uint8Array(floats.buffer)).toString());
  });

  it('distinguish 3 from 3.0 and parentheses from a tuple', () => {
    expect(parsePythonLiteral('[3, 3.0, (3), (3,), b"\\xff"]')).toEqual([
      3,
      new PythonFloat(3),
      3,
      new PythonTuple([3]),
      Uint8Array.of(255),
    ]);
  });

  it.each([
    '',
    '[1',
    '{1 2}',
    '__import__("os")',
    "'open",
    '1 2',
    'nan',
    '1+2',
    'b"ĉ"',
    `${'['.repeat(100000)}`,
    '9'.repeat(5000),
    '"\\U00110000"',
  ])('refuse %j', (text) => {
    expect(() => parsePythonLiteral(text)).toThrow(FormatError);
  });

  it('cannot express NaN', () => {
    expect(() => formatPythonLiteral([Number.NaN])).toThrow('no Python literal');
  });

  it('that are damaged fail with an error of ours, whatever the damage', () => {
    const random = new Random(2);
    const whole = Buffer.from(
      `{'mask': {'m': b'a\\x00\\'', "it's": (1, -2.5e-7)}, 'list': [None, True, 10, 'ĉ\\u1234']}`,
    );
    for (let i = 0; i < 5000; i++) {
      try {
        parsePythonLiteral(Buffer.from(mutate(whole, random)).toString());
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });
});
