import * as v from 'valibot';
import type { Argument, Contract, EventHandlers, Result } from './contract';
import { type MessageToHost, type MessageToPanel, messageToPanel } from './messages';

interface Waiting {
  readonly name: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The panel's end: asks the host, and hears of its events. What is not of the contract is left aside. */
export class PanelChannel<C extends Contract> {
  readonly #contract: C;
  readonly #events: EventHandlers<C>;
  readonly #post: (message: MessageToHost) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(contract: C, events: EventHandlers<C>, post: (message: MessageToHost) => void) {
    this.#contract = contract;
    this.#events = events;
    this.#post = post;
  }

  /** @throws Error with the host's sentence when it refuses or fails; an `AbortError` when `signal` says so. */
  call<K extends keyof C['calls'] & string>(
    name: K,
    argument: Argument<C, K>,
    signal?: AbortSignal,
  ): Promise<Result<C, K>> {
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { name, resolve: resolve as (result: unknown) => void, reject });
      signal?.addEventListener('abort', () => this.#cancel(id, signal), { once: true });
      this.#post({ type: 'call', id, name, argument });
    });
  }

  /** Takes whatever came from the host. */
  receive(message: unknown): void {
    const checked = v.safeParse(messageToPanel, message);
    if (!checked.success) return;
    const { output } = checked;
    if (output.type === 'event') this.#hear(output.name, output.value);
    else this.#settle(output);
  }

  #settle(answer: Exclude<MessageToPanel, { type: 'event' }>): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    if (answer.type === 'fault') {
      waiting.reject(new Error(answer.message));
      return;
    }
    const result = v.safeParse(this.#contract.calls[waiting.name]!.result, answer.result);
    if (result.success) waiting.resolve(result.output);
    else waiting.reject(new Error(`The answer to ${waiting.name} has another form than agreed`));
  }

  #cancel(id: number, signal: AbortSignal): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    this.#post({ type: 'cancel', id });
    waiting.reject(signal.reason as Error);
  }

  #hear(name: string, value: unknown): void {
    if (!Object.hasOwn(this.#contract.events, name)) return;
    const checked = v.safeParse(this.#contract.events[name]!, value);
    if (checked.success) this.#events[name as keyof C['events']](checked.output as never);
  }
}
