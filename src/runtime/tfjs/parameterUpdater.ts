import { getName } from '../../tensor/graph';
import type { ParameterUpdate } from '../../tensor/stepPlan';
import { buildUpdateGraph } from '../../tensor/updateRule';
import { Interpreter } from './interpreter';
import type { Tfjs, TfTensor } from './tfTensor';

/** The values that an update reads, by the names of the rule's inputs. */
export interface UpdateTensors {
  readonly gradient: TfTensor;
  /** [] each. The scale is present if the rule has `isScaled`. */
  readonly learningRate: TfTensor;
  readonly step: TfTensor;
  readonly scale?: TfTensor;
}

/** The content of a step's state, by name. */
export type State = Map<string, TfTensor>;

/** Updates one parameter and its slots by the optimizer's rule. */
export class ParameterUpdater {
  readonly #name: string;
  readonly #accumulator: string | undefined;
  /** The names 'parameter' and those of the slots. */
  readonly #parts: readonly string[];
  readonly #interpreter: Interpreter;

  constructor(
    private readonly tf: Tfjs,
    { parameter, accumulator, rule }: ParameterUpdate,
  ) {
    this.#name = getName(parameter);
    this.#accumulator = accumulator && getName(accumulator);
    const { results } = buildUpdateGraph(rule, parameter.shape);
    this.#parts = Object.keys(results);
    this.#interpreter = new Interpreter(tf, Object.values(results));
  }

  update(state: State, tensors: UpdateTensors): void {
    const given = this.#parts.map((part) => [part, state.get(this.#stateName(part))!] as const);
    const next = this.#interpreter.run(new Map([...given, ...Object.entries<TfTensor>({ ...tensors })]));
    for (const [index, part] of this.#parts.entries()) this.#replace(state, this.#stateName(part), next[index]!);
    if (this.#accumulator) this.#replace(state, this.#accumulator, this.tf.zerosLike(tensors.gradient));
  }

  /** Stores the sum of gradients for a later update. */
  accumulate(state: State, gradient: TfTensor): void {
    if (this.#accumulator) this.#replace(state, this.#accumulator, this.tf.clone(gradient));
  }

  dispose(): void {
    this.#interpreter.dispose();
  }

  #stateName(part: string): string {
    return part === 'parameter' ? this.#name : `${this.#name}:${part}`;
  }

  #replace(state: State, name: string, next: TfTensor): void {
    state.get(name)!.dispose();
    state.set(name, this.tf.keep(next));
  }
}
