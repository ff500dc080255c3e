import type * as vscode from 'vscode';
import type { JobView } from '../../jobs/watch/jobView';
import type { OptionValue } from '../../options/option';
import type { JobControl, JobEvent, JobResultEvent } from '../../shared/jobEvents';
import type { StageName } from '../../stages/stages';

export type { JobState, JobView } from '../../jobs/watch/jobView';

/** What is to be done: one job, or several one after the other, the rest of which falls away when one does not end well. */
export interface Work {
  /** What is done, and to whom: `Extract Faces: alice`. */
  readonly title: string;
  readonly stage: StageName;
  /** The options of each job. */
  readonly jobs: readonly Readonly<Record<string, OptionValue>>[];
  /** Called with what its jobs say, while this window lives. */
  onEvent?(event: JobEvent): void;
  /** Tells the user how it ended, should this window live to see it; left out, a plain sentence does. */
  notifyEnd?(end: WorkEnd): unknown;
}

export interface WorkEnd {
  readonly result: JobResultEvent;
  /** The first job that did not end well, or else the last one. */
  readonly job: JobView;
}

export interface EnqueuedWork {
  readonly ids: readonly string[];
  /** Settles only if this window lives to see it; never rejects. */
  readonly end: Promise<WorkEnd>;
}

/** The jobs of this window's project: processes that outlive it. */
export interface JobService {
  /** The oldest first. */
  readonly jobs: readonly JobView[];
  /** A job came, went, or is in another state or further on. */
  readonly onDidChange: vscode.Event<void>;
  /** What a job says, as it says it; not what it said before this window was there. */
  readonly onEvent: vscode.Event<{ readonly job: JobView; readonly event: JobEvent }>;
  /** @throws UserError when the folder is not trusted; UsageError for wrong options. */
  enqueue(work: Work): Promise<EnqueuedWork>;
  /** Lets it save and end; one that waits does not begin. */
  cancel(id: string): Promise<void>;
  /** Does the same once more: a job that was killed goes on from its last commit point. */
  resume(id: string): Promise<EnqueuedWork>;
  /** Asks a running job for something; gives whether its stage knows what is asked. */
  control(id: string, command: JobControl): Promise<boolean>;
}
