import * as v from 'valibot';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { CallContract, CallHandlers, Contract, EventValue } from './contract';
import { type MessageToPanel, messageToHost } from './messages';

export interface HostChannelOptions<C extends Contract> {
  readonly contract: C;
  readonly handlers: CallHandlers<C>;
  post(message: MessageToPanel): void;
  /** Gets the error of each failed call and each refused message, for the log. */
  onError?(error: unknown): void;
}

/** How many calls of a panel may run at the same time; further ones are refused. */
const maxRunningCalls = 256;

/** The host's end of the channel: answers calls and sends events. Messages outside the contract are refused. */
export class HostChannel<C extends Contract> {
  readonly #options: HostChannelOptions<C>;
  readonly #running = new Map<number, AbortController>();

  constructor(options: HostChannelOptions<C>) {
    this.#options = options;
  }

  emit<K extends keyof C['events'] & string>(name: K, value: EventValue<C, K>): void {
    this.#options.post({ type: 'event', name, value });
  }

  /** Handles a message from the panel; resolves when it is answered, and never rejects. */
  async receive(message: unknown): Promise<void> {
    const checked = v.safeParse(messageToHost, message);
    if (!checked.success) return this.#options.onError?.(new Error('The panel sent what is no message'));
    const { output } = checked;
    if (output.type === 'cancel') this.#running.get(output.id)?.abort();
    else await this.#answer(output.id, output.name, output.argument);
  }

  /** Cancels the running calls. */
  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  async #answer(id: number, name: string, argument: unknown): Promise<void> {
    const { post, onError: onFault } = this.#options;
    const controller = new AbortController();
    if (this.#running.has(id)) return onFault?.(new Error(`The panel used the number ${id} for two calls`));
    this.#running.set(id, controller);
    try {
      post({ type: 'reply', id, result: await this.#call(name, argument, controller.signal) });
    } catch (error) {
      onFault?.(error);
      post({ type: 'fault', id, message: getErrorMessage(error).slice(0, 10_000) });
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
    }
  }

  async #call(name: string, argument: unknown, signal: AbortSignal): Promise<unknown> {
    const { contract, handlers } = this.#options;
    const call: CallContract | undefined = Object.hasOwn(contract.calls, name) ? contract.calls[name] : undefined;
    if (!call) throw new Error(t('The panel sent an unknown request.'));
    if (this.#running.size > maxRunningCalls) throw new Error(t('The panel sent too many requests at once.'));
    const checked = v.safeParse(call.argument, argument);
    if (!checked.success) throw new Error(t('The panel sent an invalid "{0}" request.', name));
    return await handlers[name as keyof C['calls']](checked.output as never, signal);
  }
}
