import { type ChildProcess, fork } from 'node:child_process';
import type { Argument, EventHandlers, Result } from '../../panels/protocol/contract';
import { PanelChannel } from '../../panels/protocol/panelChannel';
import { reviewServiceContract } from '../../panels/review/contract';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { getInheritedEnvironment } from '../start/childProcess';

type Contract = typeof reviewServiceContract;

/** The first message to the process of a review. */
export interface ReviewRequest {
  /** The folder of the faces. */
  readonly root: string;
  /** The paths of the alignments files to which they may belong. */
  readonly alignments: readonly string[];
  readonly locale: string;
}

/** A review in a separate process, which ends with the process that started it. */
export class ReviewClient {
  readonly #child: ChildProcess;
  readonly #channel: PanelChannel<Contract>;
  /** Rejects when the process ends, so that calls without an answer fail. */
  readonly #ended: Promise<never>;

  /** @param program the path of the bundle `dist/review.mjs` */
  constructor(program: string, request: ReviewRequest, events: EventHandlers<Contract>) {
    this.#child = fork(program, [JSON.stringify(request)], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: getInheritedEnvironment(),
    });
    this.#channel = new PanelChannel(reviewServiceContract, events, (message) => {
      if (this.#child.connected) this.#child.send(message, () => undefined); // an exit is handled below
    });
    this.#child.on('message', (message) => this.#channel.receive(message));
    this.#ended = new Promise((_, reject) => {
      const end = () => reject(new UserError(t('The review has ended. Close its tab and open it again.')));
      this.#child.once('exit', end);
      this.#child.once('error', end);
    });
    this.#ended.catch(() => undefined); // there may be no call to reject
  }

  /** @throws Error with the message of the process when the call fails */
  call<K extends keyof Contract['calls'] & string>(
    name: K,
    argument: Argument<Contract, K>,
    signal?: AbortSignal,
  ): Promise<Result<Contract, K>> {
    return Promise.race([this.#channel.call(name, argument, signal), this.#ended]);
  }

  /** Ends the process after the change in progress. */
  dispose(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
