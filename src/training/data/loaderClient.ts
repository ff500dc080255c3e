import { type ChildProcess, fork } from 'node:child_process';
import { UserError } from '../../shared/errors';
import { getTranslations, t } from '../../shared/l10n';
import type { FaceBatch, LoaderReply, LoaderRequest, LoaderWork } from './loaderProtocol';

interface PendingBatch {
  resolve(batch: FaceBatch): void;
  reject(error: Error): void;
}

/** Starts a loader process, and is the training process's connection to it. */
export class LoaderClient {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, PendingBatch>();
  readonly #exited: Promise<void>;
  #failure: Error | undefined;

  constructor(
    modulePath: string,
    work: LoaderWork,
    private readonly onSkippedFace: (file: string, message: string) => void,
  ) {
    this.#child = fork(modulePath, [], {
      serialization: 'advanced',
      // In VS Code the running binary is Electron, which needs this variable to behave as Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#fail(
          new UserError(
            t(
              'The process that loads faces ended unexpectedly ({0}), so training cannot continue. Start training again: it resumes from the last save.',
              signal ?? code ?? '',
            ),
          ),
        );
        resolve();
      });
      this.#child.on('error', (error) => {
        this.#fail(error);
        resolve();
      });
    });
    this.#child.on('message', (reply: LoaderReply) => this.#handleReply(reply));
    this.#send({ type: 'open', work, translations: getTranslations() });
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /** Requests a batch. Batches arrive in the order in which they were requested. */
  requestBatch(iteration: number): Promise<FaceBatch> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#pending.set(iteration, { resolve, reject });
      this.#send({ type: 'batch', iteration });
    });
  }

  async close(): Promise<void> {
    this.#fail(new Error('The loader is closed'));
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #send(request: LoaderRequest): void {
    // Sending fails when the process is gone, which the `exit` event reports.
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }

  #handleReply(reply: LoaderReply): void {
    if (reply.type === 'skipped') this.onSkippedFace(reply.file, reply.message);
    else if (reply.type === 'failed')
      this.#fail(reply.forUser ? new UserError(reply.message) : new Error(reply.message));
    else {
      const pending = this.#pending.get(reply.batch.iteration);
      this.#pending.delete(reply.batch.iteration);
      pending?.resolve(reply.batch);
    }
  }

  /** Rejects all pending and all later requests with the first failure. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}
