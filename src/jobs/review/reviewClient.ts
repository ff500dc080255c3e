import { type ChildProcess, fork } from 'node:child_process';
import type { Argument, EventHandlers, Result } from '../../panels/protocol/contract';
import { PanelChannel } from '../../panels/protocol/panelChannel';
import { reviewServiceContract } from '../../panels/review/contract';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { getInheritedEnvironment } from '../start/jobEnvironment';

type Contract = typeof reviewServiceContract;

/** What the process is started for. */
export interface ReviewRequest {
  /** The folder of the faces. */
  readonly root: string;
  /** The alignments files that they may belong to. */
  readonly alignments: readonly string[];
  readonly locale: string;
}

/** A review that runs in a process of its own, and ends with whoever started it. */
export class ReviewClient {
  readonly #child: ChildProcess;
  readonly #channel: PanelChannel<Contract>;
  /** Rejects when the process has ended, for whoever still waits for an answer. */
  readonly #ended: Promise<never>;

  /** `program` is the bundle `dist/review.mjs`. */
  constructor(program: string, request: ReviewRequest, events: EventHandlers<Contract>) {
    this.#child = fork(program, [JSON.stringify(request)], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: getInheritedEnvironment(),
    });
    this.#channel = new PanelChannel(reviewServiceContract, events, (message) => {
      if (this.#child.connected) this.#child.send(message, () => undefined); // its end is told by the exit
    });
    this.#child.on('message', (message) => this.#channel.receive(message));
    this.#ended = new Promise((_, reject) => {
      const end = () => reject(new UserError(t('The review has ended. Close its tab and open it again.')));
      this.#child.once('exit', end);
      this.#child.once('error', end);
    });
    this.#ended.catch(() => undefined); // nobody may be waiting
  }

  /** @throws Error with the sentence of the process when it refuses or fails */
  call<K extends keyof Contract['calls'] & string>(
    name: K,
    argument: Argument<Contract, K>,
    signal?: AbortSignal,
  ): Promise<Result<Contract, K>> {
    return Promise.race([this.#channel.call(name, argument, signal), this.#ended]);
  }

  /** Lets it end what it changes, and go. */
  dispose(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
