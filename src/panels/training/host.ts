import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { openPlace } from '../../host/jobs/endNotification';
import type { JobService, JobView } from '../../host/jobs/jobService';
import { requireProject } from '../../host/prompts/projectPrompts';
import { openJobLog } from '../../host/reports/jobLogs';
import type { Services } from '../../host/services';
import { getSetting } from '../../host/settings';
import { createNodeReference } from '../../host/tree/treeNode';
import { getModelFolder } from '../../projects/projectPaths';
import type { JobControl } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { getPreviewsFolder } from '../../training/preview/previewFolder';
import type { Panel } from '../frame/panel';
import type { Panels } from '../frame/panels';
import { type NextStep, type TrainingContract, type TrainingStatus, trainingContract } from './contract';
import { createMonitorHandlers, listArchivedRuns, type MonitoredRun, TrainingMonitor } from './monitor/trainingMonitor';
import { describeEnd, describeTraining } from './monitor/trainingStatus';

/** The name of the panel: its view type is `faceswap.training`. */
export const trainingPanelName = 'training';

export interface TrainingPanelOptions {
  readonly panels: Panels;
  readonly jobs: JobService;
  /** The model, then the models whose losses can be compared with its own. */
  readonly runs: readonly [MonitoredRun, ...MonitoredRun[]];
  readonly restored?: vscode.WebviewPanel;
}

/** Nobody can read figures and curves that change more often, and drawing them would slow the training. */
const pollIntervalMs = 2000;
/** The share of the training time that automatic previews may take after the first minutes. */
const maxPreviewTimeShare = 0.005;
/** At first a person waits for each preview, and the picture changes quickly. */
const quickPreviewsMs = 5 * 60_000;
/** So long apart at most they then come; later as the setting says. */
const quickPreviewSeconds = 10;

/** Opens the training monitor of a model, or brings it to the front. */
export async function openTrainingPanel(options: TrainingPanelOptions): Promise<void> {
  const [{ name, path }] = options.runs;
  let window: TrainingPanelController | undefined;
  const panel = await options.panels.open<TrainingContract>({
    name: trainingPanelName,
    key: path,
    title: t('Training: {0}', name),
    contract: trainingContract,
    roots: [getPreviewsFolder(path)],
    state: { model: path },
    ...(options.restored && { restored: options.restored }),
    handlers: (opened) => {
      window = new TrainingPanelController(opened, options);
      return window.handlers;
    },
  });
  if (window) panel.addDisposables(window);
}

/** Keeps an open monitor up to date while it is visible. */
class TrainingPanelController implements vscode.Disposable {
  readonly #panel: Panel<TrainingContract>;
  readonly #jobs: JobService;
  readonly #modelDir: string;
  readonly #name: string;
  readonly #monitor: TrainingMonitor;
  readonly #timer: NodeJS.Timeout;
  readonly #disposables: vscode.Disposable[] = [];
  #watcher: FSWatcher | undefined;
  #wasTraining = false;
  #endedMs = 0;
  #lastStatus = '';
  #lastState = '';
  #polling = false;
  #requestedAtMs = 0;

  constructor(panel: Panel<TrainingContract>, { jobs, runs }: TrainingPanelOptions) {
    this.#panel = panel;
    this.#jobs = jobs;
    this.#modelDir = runs[0].path;
    this.#name = runs[0].name;
    this.#monitor = new TrainingMonitor(runs);
    this.#timer = setInterval(() => void this.#poll(), pollIntervalMs);
    this.#disposables.push(
      jobs.onDidChange(() => this.#sendState()),
      jobs.onEvent(({ job, event }) => {
        if (event.type === 'preview' && this.#isTrainingThis(job)) void this.#sendPreviews();
      }),
    );
  }

  get handlers() {
    return createMonitorHandlers(this.#monitor, {
      status: () => {
        // What was sent before the page could take it was lost.
        this.#lastStatus = '';
        return this.#getStatus();
      },
      proceed: (step) => this.#proceed(step),
      control: (command) => this.#control(command),
      stop: () => this.#stop(),
      previewBase: this.#previewBase,
    });
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  get #previewBase(): string {
    return this.#panel.getUri(getPreviewsFolder(this.#modelDir));
  }

  /** The running or queued job that trains this model. */
  get #job(): JobView | undefined {
    const live = this.#jobs.jobs.filter((job) => this.#isTrainingThis(job) && isLiveState(job.state));
    return live.find(({ state }) => state !== 'queued') ?? live[0];
  }

  #isTrainingThis({ stage, options, step }: JobView): boolean {
    return (stage === 'train' ? options.modelDir : step?.model) === this.#modelDir;
  }

  #getStatus(): TrainingStatus {
    const job = this.#job;
    const seen = job && isLiveState(job.state) ? { state: job.state, options: job.options, step: job.step } : undefined;
    if (this.#wasTraining && !seen) this.#endedMs = Date.now();
    this.#wasTraining = seen !== undefined;
    const ended = this.#endedJob;
    const endedMs = Math.max(this.#endedMs, Date.parse(ended?.endedAt ?? '') || 0);
    const status = describeTraining(seen, this.#monitor.ownLog, Date.now(), endedMs);
    if (status.state !== 'idle') return status;
    return {
      ...status,
      end: ended ? describeEnd(ended) : null,
      verdict: this.#monitor.judge()?.slice(0, 2000) ?? null,
    };
  }

  /** The last training of this model that has ended. */
  get #endedJob(): JobView | undefined {
    return this.#jobs.jobs.filter((job) => this.#isTrainingThis(job) && !isLiveState(job.state)).at(-1);
  }

  async #proceed(step: NextStep): Promise<void> {
    const job = this.#endedJob;
    const model = createNodeReference('model', this.#name);
    if (step === 'openLog') return job && (await openJobLog(job));
    if (step === 'openSettings') {
      const place = job?.isForeign ? undefined : job?.result?.place;
      return place && (await openPlace(place));
    }
    const command = { trainOn: 'train', previewSwap: 'previewSwap', convert: 'convert' }[step];
    await vscode.commands.executeCommand(`faceswap.${command}`, model);
  }

  async #control(command: JobControl): Promise<boolean> {
    const job = this.#job;
    return job?.state === 'running' && (await this.#jobs.control(job.id, command));
  }

  async #stop(): Promise<boolean> {
    const job = this.#job;
    if (job) await this.#jobs.cancel(job.id);
    return job !== undefined;
  }

  async #poll(): Promise<void> {
    if (!this.#panel.visible || this.#polling) return;
    this.#polling = true;
    try {
      this.#watchPreviews();
      for (const message of await this.#monitor.readNewCurveParts()) this.#panel.emit('curve', message);
      for (const message of await this.#monitor.readNewEvaluations()) this.#panel.emit('evaluation', message);
      this.#sendStatus();
      await this.#sendPreviews();
      await this.#requestPreview();
    } catch {
      // The folder of the model is being moved or removed: try again the next time.
    } finally {
      this.#polling = false;
    }
  }

  #sendStatus(): void {
    if (!this.#panel.visible) return;
    const status = this.#getStatus();
    const text = JSON.stringify(status);
    if (text === this.#lastStatus) return;
    this.#lastStatus = text;
    this.#lastState = status.state;
    this.#panel.emit('status', status);
  }

  /** Sends a changed state immediately; progress is sent with the next poll. */
  #sendState(): void {
    if (this.#getStatus().state !== this.#lastState) this.#sendStatus();
  }

  async #sendPreviews(): Promise<void> {
    if (!this.#panel.visible) return;
    const record = await this.#monitor.readNewPreviews();
    if (record !== undefined) this.#panel.emit('previews', { base: this.#previewBase, record });
  }

  /**
   * Watches the folder of previews, which is created with the first one, so that a preview shows immediately, whoever
   * trains.
   */
  #watchPreviews(): void {
    if (this.#watcher) return;
    try {
      const watcher = watch(getPreviewsFolder(this.#modelDir), () => void this.#sendPreviews().catch(() => undefined));
      watcher.on('error', () => {
        watcher.close();
        this.#watcher = undefined;
      });
      this.#watcher = watcher;
    } catch {
      // There is no preview yet.
    }
  }

  /** Requests a preview while the monitor is visible, but not so often that it slows the training noticeably. */
  async #requestPreview(): Promise<void> {
    const every = getSetting('monitor.previewInterval');
    if (!(every > 0) || this.#job?.state !== 'running' || !this.#job.step) return;
    const last = this.#monitor.lastPreview;
    const isEarly = Date.now() - Date.parse(this.#job.startedAt ?? '') < quickPreviewsMs;
    const restMs = isEarly
      ? Math.min(every, quickPreviewSeconds) * 1000
      : Math.max(every * 1000, (last?.drawnMs ?? 0) / maxPreviewTimeShare);
    const lastAt = Math.max(this.#requestedAtMs, (last?.seconds ?? 0) * 1000);
    if (Math.abs(Date.now() - lastAt) < restMs) return; // a clock that was set back leaves the last one in the future
    this.#requestedAtMs = Date.now();
    await this.#control('preview');
  }
}

function isLiveState(state: JobView['state']): state is 'queued' | 'running' | 'saving' {
  return state === 'queued' || state === 'running' || state === 'saving';
}

/** Opens the monitor of a model whose training starts, unless the settings say otherwise. */
export async function openMonitorOnTraining(services: Services, name: string): Promise<void> {
  const { folder } = requireProject(services);
  const isWanted = getSetting('monitor.openOnTraining');
  if (isWanted) await showMonitor(services, { name, path: getModelFolder(folder, name) });
}

/** Restores the monitor after the window was reloaded; closes it where its state names no model of the project. */
export async function restoreMonitor(services: Services, view: vscode.WebviewPanel, state: unknown): Promise<void> {
  await services.project.refresh();
  const path = typeof state === 'object' && state !== null && 'model' in state ? state.model : undefined;
  const model = services.project.content?.models.find((known) => known.path === path);
  if (model) await showMonitor(services, model, view);
  else view.dispose();
}

/** Opens the monitor of the run that an experiment trains, with its other runs for comparison. */
export async function showRunMonitor({ panels, jobs }: Services, { step }: JobView): Promise<void> {
  const path = step!.model!;
  const names = await readdir(dirname(path)).catch(() => []);
  const others = names.map((name) => join(dirname(path), name)).filter((other) => other !== path);
  const runs = [path, ...others].map((run) => ({ name: basename(run), path: run }));
  await openTrainingPanel({ panels, jobs, runs: runs as [MonitoredRun, ...MonitoredRun[]] });
}

/** Opens the monitor of a model, with the project's other models and its archived states for comparison. */
export async function showMonitor(
  services: Services,
  { name, path }: MonitoredRun,
  restored?: vscode.WebviewPanel,
): Promise<void> {
  const others = requireProject(services).models.filter((model) => model.path !== path);
  const { panels, jobs } = services;
  const archived = await listArchivedRuns({ name, path });
  const runs = [
    { name, path },
    ...others.map((model) => ({ name: model.name, path: model.path })),
    ...archived,
  ] as const;
  await openTrainingPanel({ panels, jobs, runs, ...(restored && { restored }) });
}
