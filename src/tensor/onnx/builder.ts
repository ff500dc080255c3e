import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxPort, OnnxShape, OnnxTensor, OnnxType } from './model';
import { encodeModel } from './model';

/** The name of a value in an ONNX graph. */
export type OnnxValue = string;

/** A Uint16Array contains the bits of float16 numbers. */
type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array;

/** Builds an ONNX graph node by node. Equal small constants are stored once. */
export class OnnxBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: OnnxPort[] = [];
  readonly #smallConstants = new Map<string, OnnxValue>();
  readonly #shared = new Map<string, OnnxValue>();
  #label = '';
  #count = 0;

  /** @param scope prefix of all generated names, for a graph that is nested in another one */
  constructor(
    readonly name: string,
    readonly scope = '',
  ) {}

  input(name: string, type: OnnxType, shape: OnnxShape): OnnxValue {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Declares `value` an output. If `name` is another name, an Identity node copies the value to it. */
  output(value: OnnxValue, type: OnnxType, shape?: OnnxShape, name: string = value): OnnxValue {
    const port = name === value ? value : this.node('Identity', [value], {}, name);
    this.#outputs.push(shape ? { name: port, type, shape } : { name: port, type });
    return port;
  }

  /** Declares an output that holds no tensors. */
  emptySequenceOutput(name: string): OnnxValue {
    this.#outputs.push({ name, type: 'sequence' });
    return this.node('SequenceEmpty', [], {}, name);
  }

  /** Adds a node with one output, with a generated name if `output` is absent. Returns the name. */
  node(
    op: string,
    inputs: readonly OnnxValue[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    output: OnnxValue = this.createName(op),
    domain?: string,
  ): OnnxValue {
    this.nodes(op, inputs, [output], attributes, domain);
    return output;
  }

  /** Adds a node with several outputs. Returns their names. */
  nodes(
    op: string,
    inputs: readonly OnnxValue[],
    outputs: readonly OnnxValue[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain?: string,
  ): readonly OnnxValue[] {
    this.#nodes.push({ op, name: outputs[0]!, inputs, outputs, attributes, ...(domain ? { domain } : {}) });
    return outputs;
  }

  /** Adds a constant, with the element type of the array. Returns its name. */
  constant(data: ConstantData, shape: readonly number[], name?: string): OnnxValue {
    const type = getOnnxType(data);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = name === undefined && data.length <= 16 ? `${type}[${shape.join()}]${data.join()}` : undefined;
    const known = key === undefined ? undefined : this.#smallConstants.get(key);
    if (known !== undefined) return known;
    const value = name ?? this.createName('const');
    this.#initializers.push({ name: value, type, shape, data: bytes });
    if (key !== undefined) this.#smallConstants.set(key, value);
    return value;
  }

  scalar(value: number): OnnxValue {
    return this.constant(Float32Array.of(value), []);
  }

  /** Returns what `build` returned at the first call with this key, so that several users share one value. */
  share(key: string, build: () => OnnxValue): OnnxValue {
    const value = this.#shared.get(key) ?? build();
    this.#shared.set(key, value);
    return value;
  }

  /** Adds a one-dimensional int64 constant, for shapes, axes, starts. */
  ints(values: readonly number[]): OnnxValue {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  createName(stem: string): OnnxValue {
    return `${this.scope}${this.#label}${stem}_${this.#count++}`;
  }

  /** Prefixes all names that `build` generates with `label`, so that a profile shows what the nodes belong to. */
  withLabel<T>(label: string, build: () => T): T {
    const before = this.#label;
    this.#label = label;
    try {
      return build();
    } finally {
      this.#label = before;
    }
  }

  graph(): OnnxGraph {
    return {
      name: this.name,
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }

  bytes(): Uint8Array {
    return encodeModel(this.graph());
  }
}

function getOnnxType(data: ConstantData): OnnxType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Uint16Array) return 'float16';
  return 'uint8';
}
