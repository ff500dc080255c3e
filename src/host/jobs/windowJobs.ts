import { join } from 'node:path';
import * as vscode from 'vscode';
import type { JobPrograms } from '../../jobs/queue/enqueueJobs';
import { isActive, type JobView } from '../../jobs/watch/jobView';
import type { JobWatch, WatchedRoot } from '../../jobs/watch/jobWatch';
import { UserError } from '../../shared/errors';
import type { JobControl, JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { requireTrust, setContext, type WorkspaceProject } from '../project/workspaceProject';
import { buildJobEnvironment } from '../settings';
import type { EnqueuedWork, JobService, Work, WorkEnd } from './jobService';

/** Where the window remembers the jobs that it started outside a project, such as the list of devices. */
const strayJobsKey = 'faceswap.strayJobs';
const maxStrayJobs = 20;

interface StrayJob {
  readonly root: string;
  readonly id: string;
}

/** Follows the jobs of the project of this window, and adds new ones to their queue. */
export class WindowJobs implements JobService, vscode.Disposable {
  readonly #programs: JobPrograms;
  readonly #project: WorkspaceProject;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #event = new vscode.EventEmitter<{ readonly job: JobView; readonly event: JobEvent }>();
  readonly #ended = new vscode.EventEmitter<JobView>();
  readonly #disposables: vscode.Disposable[] = [this.#changed, this.#event, this.#ended];
  readonly #pending = new Set<PendingWork>();
  /** The ids of jobs that this window started: their end is notified with the work that they belong to. */
  readonly #awaited = new Set<string>();
  #watching: Promise<JobWatch> | undefined;
  #watch: JobWatch | undefined;
  #enqueueing: Promise<unknown> = Promise.resolve();
  #running = false;
  #disposed = false;

  readonly onDidChange = this.#changed.event;
  readonly onEvent = this.#event.event;
  /** Fires when a job has ended that this window did not start, now or while no window was open. */
  readonly onDidEndUnawaited = this.#ended.event;

  constructor(programs: JobPrograms, project: WorkspaceProject, memory: vscode.Memento) {
    this.#programs = programs;
    this.#project = project;
    this.#memory = memory;
    this.#disposables.push(
      project.onDidChange(() => void this.#followJobs()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#followJobs()),
    );
  }

  get jobs(): readonly JobView[] {
    return this.#watch?.jobs ?? [];
  }

  async enqueue(work: Work): Promise<EnqueuedWork> {
    requireTrust();
    if (work.jobs.length === 0) throw new UserError(t('There is nothing to do for {0}.', work.title));
    const enqueueing = this.#enqueue(work);
    // An end that arrives meanwhile waits until it is known which window started the job.
    this.#enqueueing = enqueueing.catch(() => undefined); // the caller gets the error
    return await enqueueing;
  }

  async follow(work: Work, ids: readonly string[]): Promise<EnqueuedWork | undefined> {
    await this.#followJobs();
    const known = new Set(this.jobs.map(({ id }) => id));
    if (!ids.every((id) => known.has(id))) return undefined;
    const pending = this.#expect(work, ids);
    this.#update(); // the jobs may have ended before
    return pending;
  }

  async cancel(id: string): Promise<void> {
    await this.#watch?.cancel(id);
  }

  async resume(id: string): Promise<EnqueuedWork> {
    const job = this.jobs.find((other) => other.id === id);
    if (!job) throw new UserError(t('This job no longer exists.'));
    const { requireOwnJob } = await import('../../jobs/watch/foreignJob');
    requireOwnJob(job);
    const { title, stage, options, resumes = job.id } = job;
    return await this.enqueue({ title, stage, jobs: [options as Work['jobs'][number]], resumes });
  }

  async rename(id: string, title: string): Promise<void> {
    if (!(await this.#watch?.rename(id, title))) throw new UserError(t('This job no longer exists.'));
  }

  async refresh(): Promise<void> {
    await this.#watch?.rescan();
  }

  async control(id: string, command: JobControl): Promise<boolean> {
    return (await this.#watch?.control(id, command)) ?? false;
  }

  /** Starts the queue of the project again, whose process is gone since a restart of the machine. */
  async continueQueue(): Promise<void> {
    const { startQueueRunner } = await import('../../jobs/queue/enqueueJobs');
    const root = this.#projectRoot();
    if (root !== undefined && vscode.workspace.isTrusted) startQueueRunner(root, this.#programs);
  }

  /** Returns the number of jobs that wait in the project although no process runs its queue. */
  async countStalledJobs(): Promise<number> {
    const root = this.#projectRoot();
    if (root === undefined || !vscode.workspace.isTrusted) return 0;
    const { listStalledJobs } = await import('../../jobs/queue/jobQueue');
    return (await listStalledJobs(root)).length;
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch?.dispose();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #enqueue(work: Work): Promise<EnqueuedWork> {
    const { enqueueJobs } = await import('../../jobs/queue/enqueueJobs');
    const { title, stage, resumes } = work;
    const more = resumes === undefined ? {} : { resumes };
    const requests = (await this.#reserveResults(work)).map((options) => ({
      stage,
      options,
      locale: vscode.env.language,
      title,
      ...more,
    }));
    const enqueued = await enqueueJobs(requests, this.#programs, buildJobEnvironment());
    const pending = this.#expect(
      work,
      enqueued.map(({ id }) => id),
    );
    const strays = enqueued.filter(({ root }) => root !== this.#projectRoot()).map(({ root, id }) => ({ root, id }));
    if (strays.length > 0)
      await this.#memory.update(strayJobsKey, [...this.#strayJobs, ...strays].slice(-maxStrayJobs));
    // A quick job may have ended before this window knew that it started it.
    void this.#followJobs().then(() => this.#update());
    return pending;
  }

  #expect(work: Work, ids: readonly string[]): PendingWork {
    const pending = new PendingWork(work, ids);
    this.#pending.add(pending);
    for (const id of pending.ids) this.#awaited.add(id);
    return pending;
  }

  /** Returns the options of the jobs of `work`, with a number for a result that a job before them will have made by then. */
  async #reserveResults({ stage, jobs }: Work): Promise<Work['jobs']> {
    if (stage !== 'convert') return jobs;
    const { chooseFreeResult } = await import('../../projects/freeResult');
    const reserved = new Set(this.jobs.filter(isActive).map(({ options }) => String(options.output)));
    return jobs.map((options) => {
      const output = String(options.output);
      const free = reserved.has(output) ? chooseFreeResult(output, reserved) : output;
      reserved.add(free);
      return free === output ? options : { ...options, output: free };
    });
  }

  get #strayJobs(): readonly StrayJob[] {
    return this.#memory.get<StrayJob[]>(strayJobsKey, []);
  }

  #projectRoot(): string | undefined {
    const folder = this.#project.content?.folder;
    return folder === undefined ? undefined : join(folder, '.faceswap', 'jobs');
  }

  async #followJobs(): Promise<void> {
    if (!vscode.workspace.isTrusted || this.#disposed) return;
    const root = this.#projectRoot();
    const strays = this.#strayJobs.filter((job) => job.root !== root);
    if (root === undefined && strays.length === 0 && !this.#watching) return;
    const roots: WatchedRoot[] = root === undefined ? [] : [{ path: root }];
    for (const path of new Set(strays.map((job) => job.root)))
      roots.push({ path, ids: new Set(strays.filter((job) => job.root === path).map(({ id }) => id)) });
    this.#watching ??= this.#startWatch();
    await (await this.#watching).watch(roots);
  }

  async #startWatch(): Promise<JobWatch> {
    const { JobWatch } = await import('../../jobs/watch/jobWatch');
    const watch = new JobWatch({
      onChange: () => this.#update(),
      onEvent: (job, event) => this.#handleEvent(job, event),
      onEnd: (job) => void this.#reportEnd(job),
    });
    if (this.#disposed) watch.dispose();
    this.#watch = watch;
    return watch;
  }

  #update(): void {
    const { jobs } = this;
    const running = jobs.some(isActive);
    if (running !== this.#running) setContext('faceswap.jobRunning', running);
    this.#running = running;
    this.#changed.fire();
    for (const pending of this.#pending) {
      const end = pending.findEnd(jobs);
      if (!end) continue;
      this.#pending.delete(pending);
      pending.settle(end);
      void this.#project.refresh().then(() => {
        if (pending.work.notifyEnd) pending.work.notifyEnd(end);
        else this.#ended.fire(end.job);
      });
    }
  }

  #handleEvent(job: JobView, event: JobEvent): void {
    for (const { ids, work } of this.#pending) if (ids.includes(job.id)) work.onEvent?.(event);
    this.#event.fire({ job, event });
  }

  /** Reports one end for a batch: that of its last job, or of the one that failed or was canceled. */
  async #reportEnd(job: JobView): Promise<void> {
    await this.#enqueueing;
    const goesOn = this.jobs.some(({ batch, id }) => job.batch !== undefined && batch === job.batch && id > job.id);
    const neverBegan = job.state === 'cancelled' && job.startedAt === undefined;
    if (this.#awaited.has(job.id) || neverBegan || (job.state === 'done' && goesOn)) return;
    await this.#project.refresh();
    this.#ended.fire(job);
  }
}

const crashResult: JobResultEvent = { type: 'result', outcome: 'failed', reason: 'crash' };

/** Work that this window has started and that has not ended. */
export class PendingWork implements EnqueuedWork {
  readonly work: Work;
  readonly ids: readonly string[];
  readonly end: Promise<WorkEnd>;
  #settle!: (end: WorkEnd) => void;

  constructor(work: Work, ids: readonly string[]) {
    this.work = work;
    this.ids = ids;
    this.end = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Returns how the work ended; undefined while one of its jobs is still active. */
  findEnd(jobs: readonly JobView[]): WorkEnd | undefined {
    const own = jobs.filter(({ id }) => this.ids.includes(id));
    if (own.length < this.ids.length || own.some(isActive)) return undefined;
    const job = own.find(({ state }) => state !== 'done') ?? own.at(-1);
    return job && { job, result: job.result ?? crashResult, jobs: own };
  }

  settle(end: WorkEnd): void {
    this.#settle(end);
  }
}
