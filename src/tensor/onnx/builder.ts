import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxPort, OnnxShape, OnnxTensor, OnnxType } from './model';
import { encodeModel } from './model';

/** The name of a value in an ONNX graph. */
export type OnnxValue = string;

/** Uint16Array holds the bits of float16. */
type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array;

/** Grows an ONNX graph node by node. Equal small constants are kept once. */
export class OnnxBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: OnnxPort[] = [];
  readonly #smallConstants = new Map<string, OnnxValue>();
  readonly #once = new Map<string, OnnxValue>();
  #label = '';
  #count = 0;

  /** `scope` sets the names made here apart from those of a graph around this one. */
  constructor(
    readonly name: string,
    readonly scope = '',
  ) {}

  input(name: string, type: OnnxType, shape: OnnxShape): OnnxValue {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Declares `value` an output under its own name, or under `name` through an Identity. */
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

  /** A node with one output; `output` names it, otherwise a name is made. */
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

  /** A node with several outputs. */
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

  /** A tensor of the graph itself; the element type follows from the array. */
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

  /** What `make` adds, made at the first call with this key and shared by the later ones. */
  share(key: string, make: () => OnnxValue): OnnxValue {
    const made = this.#once.get(key) ?? make();
    this.#once.set(key, made);
    return made;
  }

  /** A 1-D int64 tensor: shapes, axes, starts. */
  ints(values: readonly number[]): OnnxValue {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  createName(stem: string): OnnxValue {
    return `${this.scope}${this.#label}${stem}_${this.#count++}`;
  }

  /** The names of what `make` adds begin with `label`, so that a profile tells what its nodes are for. */
  withLabel<T>(label: string, make: () => T): T {
    const before = this.#label;
    this.#label = label;
    try {
      return make();
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
