import { getHeapStatistics } from 'node:v8';
import { fillArray, PythonGlobal } from './allowedGlobals';
import { ByteReader } from './byteReader';
import { NumpyType } from './numpyArray';
import { createPythonFloat, FormatError, NumpyArray, narrowInteger, PythonTuple } from './pythonValue';

/** A mark on the stack: the values above it belong to the next operation that collects values. */
const mark = Symbol('mark');
/** Longer integers are not valid data. */
const maxIntegerBytes = 64;
/** Values on the stack; Python itself collects a thousand at a time. */
const maxStackSize = 2 ** 22;
/** Items of one list or dict; the JavaScript engine's own limit is a little higher. */
const maxCollectionSize = 10_000_000;
/** A small file may unpack to billions of values; they may take this share of the memory that the process may use. */
const memoryShare = 0.7;
/** The newest supported protocol, which Python 3.8 and later can write. */
const newestProtocol = 5;

/**
 * Reads a pickle of protocol 2 to 5 (formats: PEP 307, 3154, 574; operations: Python's pickletools) with builtin types,
 * and arrays and numbers of numpy. Values are those of `PythonValue`, but a crafted pickle may contain shared
 * or endlessly nested ones: the caller must check what it uses.
 * @throws FormatError when it is damaged, or names a global that is not in a fixed list
 */
export function unpickle(pickle: Uint8Array): unknown {
  return new Unpickler(pickle).load();
}

class Unpickler {
  readonly reader: ByteReader;
  readonly #memo = new Map<number, unknown>();
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  /** Bytes of memory that are left for values. */
  #memoryBudget = memoryShare * getHeapStatistics().heap_size_limit;
  /** Bytes that calls may still process: they can repeat the same data, so the file's size limits them. */
  #callBudget: number;

  constructor(pickle: Uint8Array) {
    this.reader = new ByteReader(pickle);
    this.#callBudget = 4 * pickle.length + 65536;
  }

  load(): unknown {
    for (;;) {
      const code = this.reader.readUint8();
      if (code === stop) return this.pop();
      const operation = operations[code];
      if (!operation) throw new FormatError(`operation 0x${code.toString(16)} is not known`);
      operation(this);
    }
  }

  /** Pushes a new value. */
  push(value: unknown): void {
    this.#memoryBudget -= estimateMemoryBytes(value);
    if (this.#memoryBudget < 0) throw new FormatError('it holds more than fits into the memory');
    this.#place(value);
  }

  pushMark(): void {
    this.#marks.push(this.#stack.length);
    this.#stack.push(mark);
  }

  pop(): unknown {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  top(): unknown {
    const value = this.#stack.at(-1);
    if (this.#stack.length === 0 || value === mark) throw new FormatError('it takes a value that is not there');
    return value;
  }

  popToMark(): unknown[] {
    const start = this.#marks.pop();
    if (start === undefined) throw new FormatError('it takes values that are not there');
    const items = this.#stack.splice(start);
    items.shift();
    return items;
  }

  popTuple(length: number): PythonTuple<unknown> {
    return new PythonTuple(Array.from({ length }, () => this.pop()).reverse());
  }

  get memoCount(): number {
    return this.#memo.size;
  }

  memoize(index: number): void {
    this.#memo.set(index, this.top());
    if (this.#memo.size > maxCollectionSize) throw createTooLongError();
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) throw new FormatError('it recalls a value that is not there');
    this.#place(this.#memo.get(index));
  }

  append(items: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new FormatError('it appends to what is no list');
    if (list.length > maxCollectionSize) throw createTooLongError();
    for (const item of items) list.push(item);
  }

  setItems(items: readonly unknown[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) throw new FormatError('it sets items of what is no dict');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
    if (dict.size > maxCollectionSize) throw createTooLongError();
  }

  pushGlobal(module: unknown, name: unknown): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw new FormatError('a name that is no text');
    this.push(PythonGlobal.find(module, name));
  }

  call(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(callee instanceof PythonGlobal) || !(args instanceof PythonTuple))
      throw new FormatError('it calls what cannot be called');
    this.#spend(args.items);
    this.push(callee.call(args.items));
  }

  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof NumpyType) {
      target.setState(state);
    } else if (target instanceof NumpyArray && state instanceof PythonTuple) {
      this.#spend(state.items);
      fillArray(target, state);
    } else throw new FormatError('it sets the state of plain data');
  }

  #place(value: unknown): void {
    if (this.#stack.length >= maxStackSize) throw new FormatError('it collects too many values at once');
    this.#stack.push(value);
  }

  #spend(args: readonly unknown[]): void {
    for (const arg of args) {
      if (typeof arg === 'string' || arg instanceof Uint8Array) this.#callBudget -= arg.length;
    }
    if (this.#callBudget < 0) throw new FormatError('it unpacks to far more than its size');
  }
}

type Operation = (machine: Unpickler) => void;

const stop = 0x2e;

/** The operations by their codes. */
const operations: readonly (Operation | undefined)[] = buildOperationTable({
  128: (m) => checkProtocol(m.reader.readUint8()), // PROTO
  149: (m) => m.reader.bytes(8), // FRAME: only a hint how much to read at once

  78: (m) => m.push(null), // NONE
  136: (m) => m.push(true), // NEWTRUE
  137: (m) => m.push(false), // NEWFALSE
  74: (m) => m.push(m.reader.readInt32()), // BININT
  75: (m) => m.push(m.reader.readUint8()), // BININT1
  77: (m) => m.push(m.reader.readUint16()), // BININT2
  138: (m) => m.push(readInteger(m.reader, m.reader.readUint8())), // LONG1
  139: (m) => m.push(readInteger(m.reader, m.reader.readUint32())), // LONG4
  71: (m) => m.push(createPythonFloat(m.reader.readFloat64BigEndian())), // BINFLOAT
  140: (m) => m.push(m.reader.readUtf8(m.reader.readUint8())), // SHORT_BINUNICODE
  88: (m) => m.push(m.reader.readUtf8(m.reader.readUint32())), // BINUNICODE
  141: (m) => m.push(m.reader.readUtf8(m.reader.readLength64())), // BINUNICODE8
  67: (m) => m.push(m.reader.bytes(m.reader.readUint8())), // SHORT_BINBYTES
  66: (m) => m.push(m.reader.bytes(m.reader.readUint32())), // BINBYTES
  142: (m) => m.push(m.reader.bytes(m.reader.readLength64())), // BINBYTES8
  150: (m) => m.push(m.reader.bytes(m.reader.readLength64())), // BYTEARRAY8

  40: (m) => m.pushMark(), // MARK
  48: (m) => m.pop(), // POP
  49: (m) => m.popToMark(), // POP_MARK
  50: (m) => m.push(m.top()), // DUP
  93: (m) => m.push([]), // EMPTY_LIST
  97: (m) => appendOne(m), // APPEND
  101: (m) => m.append(m.popToMark()), // APPENDS
  125: (m) => m.push(new Map()), // EMPTY_DICT
  115: (m) => setOneItem(m), // SETITEM
  117: (m) => m.setItems(m.popToMark()), // SETITEMS
  41: (m) => m.push(new PythonTuple([])), // EMPTY_TUPLE
  133: (m) => m.push(m.popTuple(1)), // TUPLE1
  134: (m) => m.push(m.popTuple(2)), // TUPLE2
  135: (m) => m.push(m.popTuple(3)), // TUPLE3
  116: (m) => m.push(new PythonTuple(m.popToMark())), // TUPLE

  104: (m) => m.recall(m.reader.readUint8()), // BINGET
  106: (m) => m.recall(m.reader.readUint32()), // LONG_BINGET
  113: (m) => m.memoize(m.reader.readUint8()), // BINPUT
  114: (m) => m.memoize(m.reader.readUint32()), // LONG_BINPUT
  148: (m) => m.memoize(m.memoCount), // MEMOIZE

  99: (m) => m.pushGlobal(m.reader.readLine(), m.reader.readLine()), // GLOBAL
  147: (m) => pushGlobalFromStack(m), // STACK_GLOBAL
  82: (m) => m.call(), // REDUCE
  98: (m) => m.build(), // BUILD
});

/** Estimates the bytes of a value in a list, without text and bytes themselves, which the file's size limits. */
function estimateMemoryBytes(value: unknown): number {
  if (typeof value === 'object') return 80;
  return typeof value === 'string' ? 40 : 8;
}

function createTooLongError(): FormatError {
  return new FormatError('it holds a list or dict of too many items');
}

function buildOperationTable(
  entries: Readonly<Record<number, (machine: Unpickler) => unknown>>,
): (Operation | undefined)[] {
  return Array.from({ length: 256 }, (_, code) => entries[code]);
}

function checkProtocol(protocol: number): void {
  if (protocol < 2 || protocol > newestProtocol) throw new FormatError(`protocol ${protocol} is not known`);
}

/** Reads a little-endian two's complement integer of `length` bytes. */
function readInteger(reader: ByteReader, length: number): number | bigint {
  if (length > maxIntegerBytes) throw new FormatError(`an integer of ${length} bytes`);
  if (length === 0) return 0;
  const hex = Buffer.from(reader.bytes(length)).reverse().toString('hex');
  return narrowInteger(BigInt.asIntN(8 * length, BigInt(`0x${hex}`)));
}

function appendOne(machine: Unpickler): void {
  const item = machine.pop();
  machine.append([item]);
}

function setOneItem(machine: Unpickler): void {
  const value = machine.pop();
  const key = machine.pop();
  machine.setItems([key, value]);
}

function pushGlobalFromStack(machine: Unpickler): void {
  const name = machine.pop();
  const module = machine.pop();
  machine.pushGlobal(module, name);
}
