import * as vscode from 'vscode';
import { getErrorMessage } from '../../shared/errors';
import type { JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { formatProgress, formatStep, formatSummary } from '../../shared/jobText';
import { makePlainText } from '../../shared/plainText';
import { requireProject } from '../prompts/projectPrompts';
import type { Services } from '../services';
import type { EnqueuedWork } from './jobService';
import { describeFailures, listFailed } from './partialFailure';

/**
 * A terminal that closes together with its window must not cancel the job: the window is gone before this has passed.
 */
const closeGraceMs = 2000;
const interrupt = '\x03';
const exitCodes = { done: 0, failed: 1, cancelled: 130 } as const;

/** Runs a task: queues its jobs and prints their progress. Ctrl-C, or ending the task, lets them save and end. */
export class JobTerminal implements vscode.Pseudoterminal {
  readonly #services: Services;
  readonly #definition: vscode.TaskDefinition;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #subscriptions: vscode.Disposable[] = [this.#written, this.#closed];
  #enqueued: EnqueuedWork | undefined;
  #isCanceled = false;
  #ended = false;
  #phase = { name: '', unit: '' };
  /** Whether the last line shows progress, which the next progress overwrites. */
  #isProgressShown = false;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(services: Services, definition: vscode.TaskDefinition) {
    this.#services = services;
    this.#definition = definition;
  }

  async open(): Promise<void> {
    try {
      this.#end(await this.#run());
    } catch (error) {
      this.#end({ type: 'result', outcome: 'failed', message: getErrorMessage(error) });
    }
  }

  handleInput(data: string): void {
    if (data.includes(interrupt)) void this.#cancel();
  }

  close(): void {
    if (this.#ended) return;
    setTimeout(() => void this.#cancel(), closeGraceMs);
  }

  async #run(): Promise<JobResultEvent> {
    const { parseJobTask, rejectTask: refuseTask, buildTaskJobs: taskRequests } = await import('../../projects/tasks');
    const task = parseJobTask(this.#definition) ?? refuseTask({ ...this.#definition });
    const work = await taskRequests(requireProject(this.#services).folder, task);
    const enqueued = await this.#services.jobs.enqueue({
      ...work,
      onEvent: (event) => this.#showEvent(event),
      notifyEnd: () => undefined, // the terminal shows it
    });
    this.#enqueued = enqueued;
    if (this.#isCanceled) await this.#cancel();
    const { result, jobs } = await enqueued.end;
    return jobs.length > 1 && listFailed(jobs).length > 0 ? { ...result, message: describeFailures(jobs) } : result;
  }

  async #cancel(): Promise<void> {
    this.#isCanceled = true;
    for (const id of this.#enqueued?.ids.toReversed() ?? []) await this.#services.jobs.cancel(id);
  }

  #showEvent(event: JobEvent): void {
    if (event.type === 'phase') {
      this.#phase = { name: event.name, unit: event.unit ?? '' };
      this.#writeLine(event.name);
    } else if (event.type === 'progress') this.#writeProgress(formatProgress(event, this.#phase.unit));
    else if (event.type === 'step') this.#writeProgress(formatStep(event));
    else if (event.type === 'log' && event.level !== 'debug') this.#writeLine(event.message);
  }

  #end(result: JobResultEvent): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const line of formatSummary(result.summary ?? {})) this.#writeLine(line);
    if (result.message !== undefined) this.#writeLine(result.message);
    this.#closed.fire(exitCodes[result.outcome]);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #writeLine(text: string): void {
    this.#write(`${this.#isProgressShown ? '\r\n' : ''}${makePlainText(text).replace(/\n/g, '\r\n')}\r\n`);
    this.#isProgressShown = false;
  }

  #writeProgress(text: string): void {
    this.#write(`\r\x1b[K${makePlainText(text).replace(/\n/g, '\r\n')}`);
    this.#isProgressShown = true;
  }

  #write(text: string): void {
    if (!this.#ended || text.endsWith('\r\n')) this.#written.fire(text);
  }
}
