import type { NumpyArray, NumpyElementType, NumpyScalar, PythonValue } from './pythonValue';
import { createPythonFloat, FormatError, narrowInteger, PythonTuple } from './pythonValue';

/** The type of an array's elements while a pickle is read: its byte order follows its code. */
export class NumpyType implements NumpyElementType {
  byteOrder = '=';

  constructor(readonly code: string) {
    if (!(code in elementReaders))
      throw new FormatError(`arrays of type ${JSON.stringify(code.slice(0, 20))} are not known`);
  }

  get byteLength(): number {
    return elementReaders[this.code]!.bytes;
  }

  /** Sets the state from `numpy.dtype.__reduce__`: version, byte order, … */
  setState(state: unknown): void {
    const order: unknown = state instanceof PythonTuple ? state.items[1] : undefined;
    if (order !== '<' && order !== '>' && order !== '|' && order !== '=')
      throw new FormatError('an array type without byte order');
    this.byteOrder = order;
  }
}

function readElement({ code, byteOrder }: NumpyElementType, data: Uint8Array, index: number): PythonValue {
  const { bytes, read } = elementReaders[code]!;
  return read(new DataView(data.buffer, data.byteOffset + index * bytes, bytes), byteOrder !== '>');
}

/** Returns the value of a single number. */
export function readNumpyScalar({ type, data }: NumpyScalar): PythonValue {
  return readElement(type, data, 0);
}

interface ElementReader {
  readonly bytes: number;
  readonly read: (view: DataView, littleEndian: boolean) => PythonValue;
}

const elementReaders: Readonly<Record<string, ElementReader>> = {
  __proto__: null as never,
  b1: { bytes: 1, read: (view) => view.getUint8(0) !== 0 },
  i1: { bytes: 1, read: (view) => view.getInt8(0) },
  u1: { bytes: 1, read: (view) => view.getUint8(0) },
  i2: { bytes: 2, read: (view, little) => view.getInt16(0, little) },
  u2: { bytes: 2, read: (view, little) => view.getUint16(0, little) },
  i4: { bytes: 4, read: (view, little) => view.getInt32(0, little) },
  u4: { bytes: 4, read: (view, little) => view.getUint32(0, little) },
  i8: { bytes: 8, read: (view, little) => narrowInteger(view.getBigInt64(0, little)) },
  u8: { bytes: 8, read: (view, little) => narrowInteger(view.getBigUint64(0, little)) },
  f4: { bytes: 4, read: (view, little) => createPythonFloat(view.getFloat32(0, little)) },
  f8: { bytes: 8, read: (view, little) => createPythonFloat(view.getFloat64(0, little)) },
};

const mostDimensions = 4;

/** @throws FormatError when the data of an array does not fill its shape, or it has too many dimensions */
export function checkArrayShape(type: NumpyType, shape: readonly number[], data: Uint8Array): void {
  if (shape.length < 1 || shape.length > mostDimensions)
    throw new FormatError(`an array of ${shape.length} dimensions`);
  if (countElements(shape) * type.byteLength !== data.length)
    throw new FormatError('an array whose data does not fill its shape');
}

export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Returns the content of an array as nested lists, as faceswap writes arrays today. */
export function buildNestedLists({ data, type, shape, isColumnMajor }: NumpyArray): PythonValue[] {
  if (countElements(shape) === 0) return [];
  const strides = isColumnMajor ? computeStrides(shape) : computeStrides([...shape].reverse()).reverse();
  const nestAxis = (axis: number, offset: number): PythonValue[] =>
    Array.from({ length: shape[axis]! }, (_, i) => {
      const at = offset + i * strides[axis]!;
      return axis === shape.length - 1 ? readElement(type, data, at) : nestAxis(axis + 1, at);
    });
  return nestAxis(0, 0);
}

/** Returns the distance between neighbors along each axis, in elements; the first axis is contiguous. */
function computeStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((extent) => {
    const own = stride;
    stride *= extent;
    return own;
  });
}
