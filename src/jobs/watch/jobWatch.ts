import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isLockHeld } from '../../files/lock';
import type { JobControl, JobEvent } from '../../shared/jobEvents';
import { localizeEvent } from '../journal/eventTexts';
import {
  isDamagedRecord,
  type JobRecord,
  listJobIds,
  locateJobFolder,
  readKnownRecord,
  writeEnd,
  writeJobRecord,
} from '../journal/jobFolder';
import { isOwnJob } from '../journal/jobSeal';
import { connectToJob, type JobConnection } from '../protocol/jobConnection';
import { applyEvent, type JobSnapshot } from '../protocol/jobProtocol';
import { JobQueue } from '../queue/jobQueue';
import { canceledResult } from '../start/childProcess';
import { buildJobView, type QueueStatus, readJobState } from './buildJobView';
import { isActive, type JobView } from './jobView';

export interface JobWatcher {
  /** Called immediately when a job appears, disappears or changes its state, and once a second while a job progresses. */
  onChange?(): void;
  onEvent?(job: JobView, event: JobEvent): void;
  /** Called for a detached job that has ended, now or while nobody watched; of several watchers only for one. */
  onEnd?(job: JobView): void;
}

/** Milliseconds to wait for the snapshot of a job that may be too busy to answer. */
const attachMs = 1000;
/** Milliseconds between two scans of the journals; events arrive over the sockets immediately. */
const pollMs = { beginning: 250, busy: 1000, idle: 5000 } as const;

/** Progress changes with each step of a training: drawing it in a window each time would slow the training down. */
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
  readonly isForeign: boolean;
  view: JobView;
  snapshot?: JobSnapshot;
  connection?: JobConnection;
}

/** Follows the jobs whose folders are in some roots, whoever has started them: it connects to those that run. */
export class JobWatch {
  readonly #watcher: JobWatcher;
  readonly #jobs = new Map<string, WatchedJob>();
  readonly #connecting = new Map<string, Promise<void>>();
  #roots: readonly WatchedRoot[] = [];
  #timer: NodeJS.Timeout | undefined;
  #scan: Promise<void> = Promise.resolve();
  #nextScan: Promise<void> | undefined;
  #disposed = false;
  #progressTimer: NodeJS.Timeout | undefined;
  /** When progress was last notified, by the performance clock. */
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

  /** Reads the journals again; all calls during a scan share the next one. */
  rescan(): Promise<void> {
    this.#nextScan ??= this.#scan.then(() => {
      this.#nextScan = undefined;
      this.#scan = this.#rescan();
      return this.#scan;
    });
    return this.#nextScan;
  }

  /** Resolves when each running job has sent a snapshot, or had a second to do so. */
  async waitUntilAttached(): Promise<void> {
    const timeout = new Promise((resolve) => setTimeout(resolve, attachMs).unref());
    await Promise.race([Promise.all(this.#connecting.values()), timeout]);
  }

  /** Asks a job to save and end; one that waits is not started. Returns whether there was anything to cancel. */
  async cancel(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (!job || !isActive(job.view)) return false;
    if (await new JobQueue(job.root).withdraw(id)) {
      await writeEnd(locateJobFolder(job.view.folder), job.record, canceledResult);
      await this.rescan();
      return true;
    }
    return (await this.#waitForConnection(job))?.cancel() ?? false;
  }

  /** Gives a job that has ended another title; returns whether there is one. */
  async rename(id: string, title: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    const record = job && (await readKnownRecord(job.root, id));
    if (!job || !record) return false;
    const { titleText: _, ...rest } = record;
    await writeJobRecord(locateJobFolder(job.view.folder), { ...rest, title });
    this.#jobs.delete(id);
    await this.rescan();
    return true;
  }

  async control(id: string, command: JobControl): Promise<boolean> {
    const job = this.#jobs.get(id);
    return job !== undefined && ((await this.#waitForConnection(job))?.control(command) ?? false);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#progressTimer);
    for (const { connection } of this.#jobs.values()) connection?.close();
  }

  /** Waits for the connection to a job that has just started and does not listen yet. */
  async #waitForConnection(job: WatchedJob): Promise<JobConnection | undefined> {
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
    this.#timer = setTimeout(() => void this.rescan(), pollMs[this.#choosePace()]);
  }

  #choosePace(): keyof typeof pollMs {
    const active = [...this.#jobs.values()].filter(({ view }) => isActive(view));
    if (active.length === 0) return 'idle';
    return active.some(({ connection }) => connection) ? 'busy' : 'beginning';
  }

  /** Returns the ids of the jobs in a root. */
  async #scanRoot({ path: root, ids: only }: WatchedRoot): Promise<string[]> {
    const queue = new JobQueue(root);
    // The queue is read first: a job that has left it by then has its result in its record.
    const queued = new Set((await queue.listEntries()).map(({ id }) => id));
    const isServed = () => isLockHeld(queue.lockPath).catch(() => false);
    const ids = (await listJobIds(root)).filter((id) => only?.has(id) ?? true);
    const found: string[] = [];
    for (const id of ids) if (await this.#scanJob(root, id, { queued: queued.has(id), isServed })) found.push(id);
    await this.#reportEnds(queue);
    return found;
  }

  async #scanJob(root: string, id: string, status: QueueStatus): Promise<boolean> {
    const known = this.#jobs.get(id);
    if (known?.view.result) return true;
    // The connection reports its end.
    if (known?.connection && known.record.startedAt !== undefined) return true;
    const read = await readJobState(root, id, status);
    if (!read) return known !== undefined && status.queued;
    const { record, state } = read;
    const folder = locateJobFolder(join(root, id));
    if (state === undefined) return false;
    // Of a damaged record nothing is left that could be done.
    const isForeign = !isDamagedRecord(record) && !(await isOwnJob(root, record));
    const view = buildJobView(record, folder, state, { isForeign, snapshot: known?.snapshot });
    const job: WatchedJob = { ...known, root, record, isForeign, view };
    this.#jobs.set(id, job);
    if (isActive(job.view) && record.process && !job.connection) this.#connect(id, folder.path);
    return true;
  }

  #connect(id: string, folder: string): void {
    if (this.#connecting.has(id)) return;
    const follower = {
      onSnapshot: (snapshot: JobSnapshot) => this.#applySnapshot(id, snapshot),
      onEvent: (event: JobEvent) => this.#handleEvent(id, event),
      onClose: () => this.#handleClose(id),
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

  #applySnapshot(id: string, snapshot: JobSnapshot): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    const { state } = job.view;
    job.snapshot = snapshot;
    const { record, isForeign } = job;
    job.view = buildJobView(record, locateJobFolder(job.view.folder), state, { isForeign, snapshot });
    if (job.view.state === state) this.#notifyProgress();
    else this.#watcher.onChange?.();
  }

  #notifyProgress(): void {
    this.#progressTimer ??= setTimeout(
      () => {
        this.#progressTimer = undefined;
        this.#progressAt = performance.now();
        this.#watcher.onChange?.();
      },
      Math.max(0, this.#progressAt + progressEveryMs - performance.now()),
    );
  }

  #handleEvent(id: string, event: JobEvent): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    if (event.type !== 'result') this.#applySnapshot(id, applyEvent(job.snapshot ?? { state: 'running' }, event));
    this.#watcher.onEvent?.(job.view, localizeEvent(event));
  }

  #handleClose(id: string): void {
    const job = this.#jobs.get(id);
    if (job) delete job.connection;
    if (!this.#disposed) void this.rescan();
  }

  async #reportEnds(queue: JobQueue): Promise<void> {
    const { onEnd } = this.#watcher;
    if (!onEnd) return;
    for (const id of await queue.listUnreported()) {
      const view = this.#jobs.get(id)?.view;
      if (view && !isActive(view) && !this.#disposed && (await queue.claimReport(id))) onEnd(view);
    }
  }
}
