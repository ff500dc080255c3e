import * as v from 'valibot';
import type { Argument, Contract, EventHandlers, Result } from './contract';
import { type MessageToHost, type MessageToPanel, messageToPanel } from './messages';

interface Waiting {
  readonly name: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * The panel's end of the channel: calls the host and receives its events. Messages outside the contract are ignored.
 */
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

  /** Calls the host. @throws Error with the host's message when it fails; an `AbortError` when `signal` aborts */
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

  /** Handles a message from the host. */
  receive(message: unknown): void {
    const checked = v.safeParse(messageToPanel, message);
    if (!checked.success) return;
    const { output } = checked;
    if (output.type === 'event') this.#handleEvent(output.name, output.value);
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

  #handleEvent(name: string, value: unknown): void {
    if (!Object.hasOwn(this.#contract.events, name)) return;
    const checked = v.safeParse(this.#contract.events[name]!, value);
    if (checked.success) this.#events[name as keyof C['events']](checked.output as never);
  }
}
