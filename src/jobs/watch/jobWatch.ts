import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isLockHeld } from '../../files/lock';
import type { JobControl, JobEvent } from '../../shared/jobEvents';
import { type JobRecord, locateJobFolder, writeJobRecord } from '../journal/jobFolder';
import { listJobIds, readRecordIfIntact } from '../journal/jobList';
import { cancelledResult } from '../journal/unexpectedEnd';
import { connectToJob, type JobConnection } from '../protocol/jobConnection';
import type { JobSnapshot } from '../protocol/jobProtocol';
import { applyEvent } from '../protocol/standing';
import { JobQueue } from '../queue/jobQueue';
import { buildJobView, determineJobState, type QueueStatus } from './buildJobView';
import { isActive, type JobView } from './jobView';

export interface JobWatcher {
  /** A job came, went, or is in another state, told at once; or it is further on, told once a second. */
  onChange?(): void;
  onEvent?(job: JobView, event: JobEvent): void;
  /** A detached job has ended, now or while nobody watched, and this watch is the one to tell the user. */
  onEnd?(job: JobView): void;
}

/** For a job that is too busy to say how it stands. */
const attachMs = 1000;
/** Milliseconds between looks at the journals: what a job says arrives over its socket at once. */
const pollMs = { beginning: 250, busy: 1000, idle: 5000 } as const;

/** How far a job is changes with each of its steps; whoever shows it would draw the window as often, at the training's cost. */
const progressEveryMs = 1000;

/** A folder of jobs. */
export interface WatchedRoot {
  readonly path: string;
  /** Only these of its jobs; all of them when left out. */
  readonly ids?: ReadonlySet<string>;
}

interface WatchedJob {
  readonly root: string;
  readonly record: JobRecord;
  view: JobView;
  snapshot?: JobSnapshot;
  connection?: JobConnection;
}

/** Follows the jobs whose folders stand in some roots, whoever started them: attaches to those that run, and lists the rest. */
export class JobWatch {
  readonly #watcher: JobWatcher;
  readonly #jobs = new Map<string, WatchedJob>();
  readonly #connecting = new Map<string, Promise<void>>();
  #roots: readonly WatchedRoot[] = [];
  #timer: NodeJS.Timeout | undefined;
  #scan: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #disposed = false;
  #progressTimer: NodeJS.Timeout | undefined;
  /** When progress was told last, by the performance clock. */
  #progressAt = -progressEveryMs;

  constructor(watcher: JobWatcher) {
    this.#watcher = watcher;
  }

  /** The oldest first. */
  get jobs(): readonly JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async watch(roots: readonly WatchedRoot[]): Promise<void> {
    this.#roots = roots;
    await this.rescan();
  }

  /** Reads the journals anew; calls while they are being read become one more reading. */
  rescan(): Promise<void> {
    this.#next ??= this.#scan.then(() => {
      this.#next = undefined;
      this.#scan = this.#rescan();
      return this.#scan;
    });
    return this.#next;
  }

  /** Resolves once each running job has told how it stands, or has had the time to. */
  async waitUntilAttached(): Promise<void> {
    const patience = new Promise((resolve) => setTimeout(resolve, attachMs).unref());
    await Promise.race([Promise.all(this.#connecting.values()), patience]);
  }

  /** Lets a job save and end; one that waits does not begin. Gives whether there was anything to do. */
  async cancel(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (!job || !isActive(job.view)) return false;
    if (await new JobQueue(job.root).withdraw(id)) {
      const ended = { result: cancelledResult, endedAt: new Date().toISOString() };
      await writeJobRecord(locateJobFolder(job.view.folder), { ...job.record, ...ended });
      await this.rescan();
      return true;
    }
    return (await this.#connected(job))?.cancel() ?? false;
  }

  async control(id: string, command: JobControl): Promise<boolean> {
    const job = this.#jobs.get(id);
    return job !== undefined && ((await this.#connected(job))?.control(command) ?? false);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#progressTimer);
    for (const { connection } of this.#jobs.values()) connection?.close();
  }

  /** A job that was begun a moment ago does not listen yet. */
  async #connected(job: WatchedJob): Promise<JobConnection | undefined> {
    await this.rescan();
    const { id } = job.view;
    const now = () => this.#jobs.get(id);
    for (let attempt = 0; attempt < 50 && !now()?.connection && isActive(now()?.view ?? job.view); attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await this.rescan();
    }
    return now()?.connection;
  }

  async #rescan(): Promise<void> {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    const before = this.jobs;
    const seen = new Set<string>();
    for (const root of this.#roots) for (const id of await this.#scanRoot(root)) seen.add(id);
    for (const [id, job] of this.#jobs) {
      if (seen.has(id)) continue;
      job.connection?.close();
      this.#jobs.delete(id);
    }
    if (this.#disposed) return;
    if (!isDeepStrictEqual(before, this.jobs)) this.#watcher.onChange?.();
    this.#timer = setTimeout(() => void this.rescan(), pollMs[this.#pace()]);
  }

  #pace(): keyof typeof pollMs {
    const active = [...this.#jobs.values()].filter(({ view }) => isActive(view));
    if (active.length === 0) return 'idle';
    return active.some(({ connection }) => connection) ? 'busy' : 'beginning';
  }

  /** Gives the ids of the jobs that are there. */
  async #scanRoot({ path: root, ids: only }: WatchedRoot): Promise<string[]> {
    const queue = new JobQueue(root);
    // In this order: what leaves the queue has its result by then.
    const queued = new Set((await queue.listEntries()).map(({ id }) => id));
    const isServed = () => isLockHeld(queue.lockPath).catch(() => false);
    const ids = (await listJobIds(root)).filter((id) => only?.has(id) ?? true);
    const there: string[] = [];
    for (const id of ids) if (await this.#look(root, id, { queued: queued.has(id), isServed })) there.push(id);
    await this.#tellEnds(queue);
    return there;
  }

  async #look(root: string, id: string, standing: QueueStatus): Promise<boolean> {
    const known = this.#jobs.get(id);
    if (known?.view.result) return true;
    // Its end will be heard.
    if (known?.connection && known.record.startedAt !== undefined) return true;
    const record = await readRecordIfIntact(root, id);
    if (!record) return known !== undefined && standing.queued;
    const folder = locateJobFolder(join(root, id));
    const state = await determineJobState(record, folder, standing);
    if (state === undefined) return false;
    const job: WatchedJob = { ...known, root, record, view: buildJobView(record, folder, state, known?.snapshot) };
    this.#jobs.set(id, job);
    if (isActive(job.view) && record.process && !job.connection) this.#connect(id, folder.path);
    return true;
  }

  #connect(id: string, folder: string): void {
    if (this.#connecting.has(id)) return;
    const follower = {
      onSnapshot: (snapshot: JobSnapshot) => this.#stand(id, snapshot),
      onEvent: (event: JobEvent) => this.#hear(id, event),
      onClose: () => this.#lose(id),
    };
    const connecting = connectToJob(folder, follower).then((connection) => {
      this.#connecting.delete(id);
      const job = this.#jobs.get(id);
      if (!connection) return;
      if (job && !this.#disposed) job.connection = connection;
      else connection.close();
    });
    this.#connecting.set(id, connecting);
  }

  #stand(id: string, standing: JobSnapshot): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    const { state } = job.view;
    job.snapshot = standing;
    job.view = buildJobView(job.record, locateJobFolder(job.view.folder), state, standing);
    if (job.view.state === state) this.#tellProgress();
    else this.#watcher.onChange?.();
  }

  #tellProgress(): void {
    this.#progressTimer ??= setTimeout(
      () => {
        this.#progressTimer = undefined;
        this.#progressAt = performance.now();
        this.#watcher.onChange?.();
      },
      Math.max(0, this.#progressAt + progressEveryMs - performance.now()),
    );
  }

  #hear(id: string, event: JobEvent): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    if (event.type !== 'result') this.#stand(id, applyEvent(job.snapshot ?? { state: 'running' }, event));
    this.#watcher.onEvent?.(job.view, event);
  }

  #lose(id: string): void {
    const job = this.#jobs.get(id);
    if (job) delete job.connection;
    if (!this.#disposed) void this.rescan();
  }

  async #tellEnds(queue: JobQueue): Promise<void> {
    const { onEnd } = this.#watcher;
    if (!onEnd) return;
    for (const id of await queue.listUnreported()) {
      const view = this.#jobs.get(id)?.view;
      if (view && !isActive(view) && !this.#disposed && (await queue.claimReport(id))) onEnd(view);
    }
  }
}
