import { checkArrayShape, NumpyType } from './numpyArray';
import { FormatError, NumpyArray, NumpyScalar, PythonTuple } from './pythonValue';

/**
 * A Python name that a pickle may call. A pickle is a program that can call anything, so a shared alignments file could
 * run code. Here each allowed name is implemented below, and all others are refused.
 */
export class PythonGlobal {
  private constructor(
    readonly name: string,
    readonly call: (args: readonly unknown[]) => unknown,
  ) {}

  /** @throws FormatError when the name is not in the list. */
  static find(module: string, name: string): PythonGlobal {
    const full = `${module}.${name}`;
    const call = allowed.get(full);
    if (!call) throw new FormatError(`it wants to run ${JSON.stringify(full.slice(0, 100))}, which is not plain data`);
    return new PythonGlobal(full, call);
  }
}

type Call = PythonGlobal['call'];

const allowed: ReadonlyMap<string, Call> = new Map<string, Call>([
  ...listBothNames('multiarray._reconstruct', (core) => () => new NumpyArray(core)),
  ...listBothNames('multiarray.scalar', (core) => (args) => readScalar(core, args)),
  ...listBothNames('numeric._frombuffer', (core) => (args) => readBufferArray(core, args)),
  ['numpy.ndarray', refuseCall],
  ['numpy.dtype', ([code]) => new NumpyType(expectText(code))],
  ['collections.OrderedDict', createEmptyDict],
  ['_codecs.encode', encodeLatin1],
  ['builtins.bytes', ([content]) => expectBytes(content)],
  ['__builtin__.bytes', ([content]) => expectBytes(content)],
  ['builtins.bytearray', createByteArray],
  ['__builtin__.bytearray', createByteArray],
]);

/** Returns both names of a module: in `numpy.core` of numpy 1, and in `numpy._core` of numpy 2. */
function listBothNames(name: string, createCall: (core: string) => Call): [string, Call][] {
  return ['numpy.core', 'numpy._core'].map((core) => [`${core}.${name}`, createCall(core)]);
}

/** Fills a new array from the state of `ndarray.__reduce__`: (version, shape, dtype, is Fortran order, bytes). */
export function fillArray(array: NumpyArray, state: PythonTuple<unknown>): void {
  const [, shape, type, isColumnMajor, data] = state.items;
  if (!(type instanceof NumpyType)) throw new FormatError('an array without a type');
  const [extents, bytes] = [expectShape(shape), expectBytes(data)];
  checkArrayShape(type, extents, bytes);
  array.fill(type, extents, isColumnMajor === true, bytes);
}

function readScalar(core: string, [type, data]: readonly unknown[]): unknown {
  if (!(type instanceof NumpyType)) throw new FormatError('a number without a type');
  const bytes = expectBytes(data);
  if (bytes.length !== type.byteLength) throw new FormatError('a number of the wrong length');
  return new NumpyScalar(core, type, bytes);
}

function readBufferArray(core: string, [data, type, shape, order]: readonly unknown[]): unknown {
  if (!(type instanceof NumpyType)) throw new FormatError('an array without a type');
  const [extents, bytes] = [expectShape(shape), expectBytes(data)];
  checkArrayShape(type, extents, bytes);
  return new NumpyArray(core).fill(type, extents, order === 'F', bytes);
}

/** Decodes bytes as protocol 2 writes them: text of code points 0 to 255. */
function encodeLatin1([text, encoding]: readonly unknown[]): unknown {
  if (encoding !== 'latin1' && encoding !== 'latin-1') throw new FormatError('text in an unknown encoding');
  return Uint8Array.from(Buffer.from(expectText(text), 'latin1'));
}

function createByteArray(args: readonly unknown[]): unknown {
  return args.length === 2 ? encodeLatin1(args) : expectBytes(args[0]);
}

function createEmptyDict(args: readonly unknown[]): unknown {
  if (args.length > 0) throw new FormatError('an ordered dict with arguments');
  return new Map();
}

function refuseCall(): never {
  throw new FormatError('an array made without a shape');
}

function expectBytes(value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array();
  if (value instanceof Uint8Array) return value;
  throw new FormatError('bytes expected');
}

function expectText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new FormatError('text expected');
}

function expectShape(value: unknown): number[] {
  const extents: readonly unknown[] = value instanceof PythonTuple ? value.items : [];
  return extents.map((extent) => {
    if (typeof extent === 'number' && Number.isInteger(extent) && extent >= 0) return extent;
    throw new FormatError('a shape expected');
  });
}
