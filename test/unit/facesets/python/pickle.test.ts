import { describe, expect, it } from 'vitest';
import { pickle } from '../../../../src/facesets/python/pickle';
import { formatPythonLiteral } from '../../../../src/facesets/python/pythonRepr';
import type { PythonWritable } from '../../../../src/facesets/python/pythonValue';
import { FormatError, PythonEntries, PythonFloat, PythonTuple } from '../../../../src/facesets/python/pythonValue';
import { unpickle } from '../../../../src/facesets/python/unpickle';
import { Random } from '../../../../src/tensor/random';
import { mutate } from '../../../support/facesets/mutate';
import { hasNumpy, hasPython, runPython } from '../../../support/facesets/python';

const everything: PythonWritable = new Map<string, PythonWritable>([
  ['none', null],
  ['truth', [true, false]],
  ['integers', [0, 255, 256, 65535, 65536, -1, -32769, 2147483647, -2147483648, 2147483648, -2147483649]],
  ['long', [2n ** 53n, -(2n ** 63n), 2n ** 64n, 10n ** 40n, -(10n ** 40n), 128n * 2n ** 56n]],
  ['floats', [0.1, -1.5e-9, new PythonFloat(1e300), new PythonFloat(3), new PythonFloat(-0), new PythonFloat(1e22)]],
  ['more floats', Float64Array.of(1, 2.5, -3)],
  ['text', ['', 'plain', 'plain', 'ĉapelo 顔 🙂', 'x'.repeat(300)]],
  ['bytes', [new Uint8Array(), Uint8Array.of(0, 127, 128, 255), new Uint8Array(300)]],
  ['tuples', [new PythonTuple([]), new PythonTuple([1]), new PythonTuple([1, 'two', new PythonTuple([3, 4, 5])])]],
  [
    'entries',
    new PythonEntries([
      ['a', 1],
      ['b', []],
    ]),
  ],
]);

const everythingInPython = `{
  'none': None, 'truth': [True, False],
  'integers': [0, 255, 256, 65535, 65536, -1, -32769, 2147483647, -2147483648, 2147483648, -2147483649],
  'long': [2**53, -2**63, 2**64, 10**40, -10**40, 2**63],
  'floats': [0.1, -1.5e-9, 1e300, 3.0, -0.0, 1e22], 'more floats': [1.0, 2.5, -3.0],
  'text': ['', 'plain', 'plain', 'ĉapelo 顔 🙂', 'x' * 300],
  'bytes': [b'', bytes([0, 127, 128, 255]), bytes(300)],
  'tuples': [(), (1,), (1, 'two', (3, 4, 5))], 'entries': {'a': 1, 'b': []}}`;

describe('pickles', () => {
  it.skipIf(!hasPython)('are read by Python with the same values and types (needs python3)', () => {
    const program = `import sys, pickle; sys.stdout.write(repr(repr(pickle.loads(sys.stdin.buffer.read())) == repr(${everythingInPython})))`;
    expect(runPython(program, pickle(everything)).toString()).toBe('True');
  });

  it.skipIf(!hasPython).each([2, 3, 4, 5])('of Python in protocol %i are read (needs python3)', (protocol) => {
    const pickled = runPython(
      `import sys, pickle; sys.stdout.buffer.write(pickle.dumps(${everythingInPython}, ${protocol}))`,
    );
    const again = pickle(unpickle(pickled) as PythonWritable);
    expect(Buffer.from(again).equals(Buffer.from(pickle(unpickle(pickle(everything)) as PythonWritable)))).toBe(true);
  });

  it.skipIf(!hasNumpy).each([2, 3, 4, 5])(
    'hold numpy arrays in protocol %i and keep them so (needs numpy)',
    (protocol) => {
      const program = `
import sys, pickle, collections, numpy as np
grid = np.arange(6).reshape(2, 3)
value = collections.OrderedDict(points=grid.astype('f4') + .5, big=grid.astype('>i2'), turned=np.asfortranarray(grid).astype('i8'),
  cube=np.arange(8, dtype='u1').reshape(2, 2, 2), empty=np.zeros((0, 2)), one=np.float32(1.5), truth=grid > 3, ba=bytearray(b'ab'), none=b'')
sys.stdout.buffer.write(pickle.dumps(value, ${protocol}))`;
      const pickled = runPython(program);
      const read = unpickle(pickled) as Map<string, PythonWritable>;
      expect(Object.fromEntries(Array.from(read, ([name, value]) => [name, formatPythonLiteral(value)]))).toEqual({
        points: '[[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]]',
        big: '[[0, 1, 2], [3, 4, 5]]',
        turned: '[[0, 1, 2], [3, 4, 5]]',
        cube: '[[[0, 1], [2, 3]], [[4, 5], [6, 7]]]',
        empty: '[]',
        one: '1.5',
        truth: '[[False, False, False], [False, True, True]]',
        ba: "b'ab'",
        none: "b''",
      });
      const compare = `
import sys, pickle, numpy as np
before, after = (pickle.loads(bytes.fromhex(line)) for line in sys.stdin.read().split())
arrays = [name for name in before if isinstance(before[name], np.ndarray)]
print(len(arrays), all(before[a].dtype.newbyteorder('=') == after[a].dtype and before[a].shape == after[a].shape and (before[a] == after[a]).all() for a in arrays),
  type(after['one']) is np.float32 and after['one'] == 1.5, end='')`;
      const both = `${pickled.toString('hex')}\n${Buffer.from(pickle(read)).toString('hex')}`;
      expect(runPython(compare, both).toString()).toBe('6 True True');
    },
  );

  it('that name anything but plain data are refused by that name', () => {
    for (const [module, name] of [
      ['os', 'system'],
      ['builtins', 'eval'],
      ['numpy', 'load'],
      ['constructor', 'constructor'],
    ]) {
      const old = Buffer.from(`\x80\x02c${module}\n${name}\n(X\x02\x00\x00\x00lstR.`, 'latin1');
      const recent = Buffer.from(
        `\x80\x04\x8c${String.fromCharCode(module!.length)}${module}\x8c${String.fromCharCode(name!.length)}${name}\x93.`,
        'latin1',
      );
      for (const evil of [old, recent]) expect(() => unpickle(evil)).toThrow(`it wants to run "${module}.${name}"`);
    }
  });

  it('of a small file cannot fill the memory', () => {
    const text = `X\xa0\x86\x01\x00${'a'.repeat(100000)}q\x000`;
    const encodings = `c_codecs\nencode\n(h\x00X\x06\x00\x00\x00latin1tR0`.repeat(100);
    expect(() => unpickle(Buffer.from(`\x80\x02${text}${encodings}N.`, 'latin1'))).toThrow('far more than its size');
    const values = Buffer.alloc(12_000_000).fill('K\x01', 'latin1');
    expect(() => unpickle(Buffer.concat([Buffer.from('\x80\x02](', 'latin1'), values]))).toThrow(
      'too many values at once',
    );
    const items = Buffer.alloc(30_000_000).fill(`(${'K\x01'.repeat(1000)}e`, 'latin1');
    expect(() => unpickle(Buffer.concat([Buffer.from('\x80\x02]', 'latin1'), items]))).toThrow('too many items');
  });

  it('nested without end are not written', () => {
    const cycle: PythonWritable[] = [];
    cycle.push(cycle);
    expect(() => pickle(cycle)).toThrow('too deep');
  });

  it('that are damaged fail with an error of ours, whatever the damage', () => {
    const random = new Random(1);
    const whole = [
      pickle(everything),
      Buffer.from(
        '\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R(K\x01K\x02\x85cnumpy\ndtype\nX\x02\x00\x00\x00f4\x89\x88\x87R(K\x03X\x01\x00\x00\x00<tb\x89C\x08abcdefghtb.',
        'latin1',
      ),
    ];
    for (let i = 0; i < 6000; i++) {
      try {
        unpickle(mutate(whole[i % 2]!, random));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
    expect(unpickle(whole[1]!)).toMatchObject({ core: 'numpy.core', type: { code: 'f4', byteOrder: '<' }, shape: [2] });
  });
});
