import { type ChildProcess, fork } from 'node:child_process';
import { UserError } from '../../shared/errors';
import { getTranslations, t } from '../../shared/l10n';
import type { FaceBatch, LoaderReply, LoaderRequest, LoaderWork } from './loaderProtocol';

interface PendingBatch {
  resolve(batch: FaceBatch): void;
  reject(error: Error): void;
}

/** The training process's end of one loader process. */
export class LoaderClient {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PendingBatch>();
  readonly #exited: Promise<void>;
  #failure: Error | undefined;

  constructor(
    modulePath: string,
    work: LoaderWork,
    private readonly onLeftOut: (file: string, message: string) => void,
  ) {
    this.#child = fork(modulePath, [], {
      serialization: 'advanced',
      // Under VS Code the running binary is Electron, which must be told to be Node.
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
    this.#child.on('message', (reply: LoaderReply) => this.#take(reply));
    this.#send({ type: 'open', work, translations: getTranslations() });
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /** Asks for a batch; they come in the order asked for. */
  requestBatch(iteration: number): Promise<FaceBatch> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.set(iteration, { resolve, reject });
      this.#send({ type: 'batch', iteration });
    });
  }

  async close(): Promise<void> {
    this.#fail(new Error('The loader is closed'));
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #send(request: LoaderRequest): void {
    // A send that fails means that the process is gone, which its exit tells.
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }

  #take(reply: LoaderReply): void {
    if (reply.type === 'leftOut') this.onLeftOut(reply.file, reply.message);
    else if (reply.type === 'failed')
      this.#fail(reply.forUser ? new UserError(reply.message) : new Error(reply.message));
    else {
      const waiting = this.#waiting.get(reply.batch.iteration);
      this.#waiting.delete(reply.batch.iteration);
      waiting?.resolve(reply.batch);
    }
  }

  /** The first failure is the one that every batch asked for, now and later, is refused with. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure);
    this.#waiting.clear();
  }
}
