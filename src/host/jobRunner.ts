import * as vscode from 'vscode';
import type { StageOptionValue } from '../jobs/stageOption';
import type { StageName } from '../jobs/stageTable';
import type { RunningJob } from '../jobs/startJob';
import { UserError } from '../shared/errors';
import type { JobEvent, JobResultEvent, LogLevel } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import { progressWords } from '../shared/wording';
import { JobStatus } from './jobStatus';
import { jobEnvironment } from './settings';
import { setContext } from './workspaceProject';

export interface Work {
  /** What is done, and to whom: `Extract Faces: alice`. */
  readonly title: string;
  readonly stage: StageName;
  /** The options of each job, done one after the other. */
  readonly jobs: readonly Readonly<Record<string, StageOptionValue>>[];
  onEvent?(event: JobEvent): void;
}

export interface WorkEnd {
  readonly result: JobResultEvent;
  /** The log of the last job's process. */
  readonly logPath: string;
}

type Report = (words: string, fraction?: number) => void;

/** Runs one job at a time in its own process, and shows how it goes: a notification, for a training the status bar. */
export class JobRunner implements vscode.Disposable {
  readonly #program: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #status = new JobStatus();
  readonly #filesChanged = new vscode.EventEmitter<void>();
  #title: string | undefined;
  #job: RunningJob | undefined;
  #cancelled = false;

  /** Fired when a job has written something that the tree shows. */
  readonly onDidChangeFiles = this.#filesChanged.event;

  constructor(program: string, log: vscode.LogOutputChannel) {
    this.#program = program;
    this.#log = log;
  }

  /** What runs now. */
  get title(): string | undefined {
    return this.#title;
  }

  /** @throws UserError when something runs already, or the folder is not trusted. */
  async run(work: Work): Promise<WorkEnd> {
    if (!vscode.workspace.isTrusted) throw new UserError(t('Trust this folder first: a job runs programs.'));
    if (this.#title !== undefined)
      throw new UserError(t('{0} is still running. Cancel it or wait for its end.', this.#title));
    this.#title = work.title;
    this.#cancelled = false;
    setContext('faceswap.jobRunning', true);
    this.#status.begin(work.title);
    try {
      return work.stage === 'train' ? await this.#runAll(work, () => undefined) : await this.#runWithNotification(work);
    } finally {
      this.#title = undefined;
      this.#job = undefined;
      this.#status.end();
      setContext('faceswap.jobRunning', false);
      this.#filesChanged.fire();
    }
  }

  /** Lets what runs save and end. */
  cancel(): void {
    this.#cancelled = true;
    this.#job?.cancel();
    this.#status.saving();
  }

  dispose(): void {
    this.#job?.cancel();
    vscode.Disposable.from(this.#status, this.#filesChanged).dispose();
  }

  async #runWithNotification(work: Work): Promise<WorkEnd> {
    const location = vscode.ProgressLocation.Notification;
    return await vscode.window.withProgress({ location, title: work.title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => this.cancel());
      let shown = 0;
      return this.#runAll(work, (message, fraction = 0) => {
        progress.report({ message, increment: Math.max(0, fraction - shown) * 100 });
        shown = Math.max(shown, fraction);
      });
    });
  }

  async #runAll(work: Work, report: Report): Promise<WorkEnd> {
    let end: WorkEnd | undefined;
    for (const [index, options] of work.jobs.entries()) {
      const share = (fraction: number) => (index + fraction) / work.jobs.length;
      end = await this.#runOne(work, options, (words, fraction = 0) => report(words, share(fraction)));
      if (end.result.outcome !== 'done' || this.#cancelled) return end;
    }
    if (!end) throw new UserError(t('There is nothing to do for {0}.', work.title));
    return end;
  }

  async #runOne(work: Work, options: Work['jobs'][number], report: Report): Promise<WorkEnd> {
    this.#log.info(`${work.title}: ${JSON.stringify(options)}`);
    const show = this.#follower(report);
    const onEvent = (event: JobEvent) => {
      show(event);
      work.onEvent?.(event);
    };
    const request = { stage: work.stage, options, locale: vscode.env.language };
    const { startJob } = await import('../jobs/startJob');
    const job = await startJob(request, { program: this.#program, environment: jobEnvironment(), onEvent });
    this.#job = job;
    if (this.#cancelled) job.cancel();
    const result = await job.result;
    this.#logResult(result);
    return { result, logPath: job.folder.logPath };
  }

  #follower(report: Report): (event: JobEvent) => void {
    let phase = { name: '', unit: '' };
    return (event) => {
      if (event.type === 'phase') {
        phase = { name: event.name, unit: event.unit ?? '' };
        report(phase.name);
      } else if (event.type === 'progress') {
        const words = `${phase.name}: ${progressWords(event, phase.unit)}`;
        report(words, event.total ? Math.min(1, event.done / event.total) : 0);
        this.#status.progress(words);
      } else if (event.type === 'step') this.#status.step(event);
      else if (event.type === 'log') this.#log[logMethods[event.level]](event.message);
      else if (event.type === 'saved') this.#filesChanged.fire();
    };
  }

  #logResult(result: JobResultEvent): void {
    if (result.outcome === 'failed') this.#log.error(result.message ?? '');
    else this.#log.info(`${result.outcome} ${JSON.stringify(result.summary ?? {})}`);
  }
}

const logMethods = { debug: 'debug', info: 'info', warning: 'warn', error: 'error' } as const satisfies Record<
  LogLevel,
  string
>;
