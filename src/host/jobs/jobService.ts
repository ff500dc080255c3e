import type * as vscode from 'vscode';
import type { JobView } from '../../jobs/watch/jobView';
import type { OptionValue } from '../../options/option';
import type { JobControl, JobEvent, JobResultEvent } from '../../shared/jobEvents';
import type { StageName } from '../../stages/stages';

export type { JobState, JobView } from '../../jobs/watch/jobView';

/** One job, or several that run one after the other, whether others fail or not; when one is canceled, the rest are dropped. */
export interface Work {
  /** The title that the user sees, such as `Extract Faces: alice`. */
  readonly title: string;
  readonly stage: StageName;
  /** The options of the stage, for each job. */
  readonly jobs: readonly Readonly<Record<string, OptionValue>>[];
  /** The id of the job that it resumes; of several that resumed each other, the first. */
  readonly resumes?: string;
  /** Called with each event of its jobs, as long as this window is open. */
  onEvent?(event: JobEvent): void;
  /** Notifies the user of the end, if this window is still open then; without it, a general sentence is shown. */
  notifyEnd?(end: WorkEnd): unknown;
}

export interface WorkEnd {
  readonly result: JobResultEvent;
  /** The first job that failed or was canceled, else the last one. */
  readonly job: JobView;
  /** All of its jobs. */
  readonly jobs: readonly JobView[];
}

export interface EnqueuedWork {
  readonly ids: readonly string[];
  /** Resolves when all jobs have ended, if this window is still open then; never rejects. */
  readonly end: Promise<WorkEnd>;
}

/** The jobs of the project of this window. They are processes that go on when the window closes. */
export interface JobService {
  /** All known jobs, the oldest first. */
  readonly jobs: readonly JobView[];
  /** Fires when a job appears or disappears, or when its state or progress changes. */
  readonly onDidChange: vscode.Event<void>;
  /** Fires for each event of a job from now on; events from before the window was opened are not repeated. */
  readonly onEvent: vscode.Event<{ readonly job: JobView; readonly event: JobEvent }>;
  /** @throws UserError when the folder is not trusted; UsageError for wrong options. */
  enqueue(work: Work): Promise<EnqueuedWork>;
  /**
   * Follows the jobs `ids`, which an earlier window has started for `work`, as if this window had. Returns undefined where
   * one of them is no longer known.
   */
  follow(work: Work, ids: readonly string[]): Promise<EnqueuedWork | undefined>;
  /** Lets a running job save and end, and takes a waiting one out of the queue. */
  cancel(id: string): Promise<void>;
  /** Runs the same job again. One that was killed continues from its last save. */
  resume(id: string): Promise<EnqueuedWork>;
  /** Gives a job that has ended another title. @throws UserError when it is gone */
  rename(id: string, title: string): Promise<void>;
  /** Reads the journals again. */
  refresh(): Promise<void>;
  /** Sends a command to a running job; returns whether its stage knows the command. */
  control(id: string, command: JobControl): Promise<boolean>;
}
