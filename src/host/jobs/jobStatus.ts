import * as vscode from 'vscode';
import { isActive, type JobView } from '../../jobs/watch/jobView';
import { formatDuration, formatProgress } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { escapeIcons } from '../../shared/plainText';
import type { JobService } from './jobService';

/** The entry in the status bar: the running job with its speed and losses, and how many wait. A click opens a menu. */
export class JobStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('faceswap.job', vscode.StatusBarAlignment.Left);
  readonly #subscription: vscode.Disposable;
  #shown = '';

  constructor(jobs: JobService) {
    this.#item.name = 'Faceswap';
    this.#item.command = 'faceswap.jobMenu';
    this.#subscription = jobs.onDidChange(() => this.#show(jobs.jobs.filter(isActive)));
  }

  dispose(): void {
    vscode.Disposable.from(this.#item, this.#subscription).dispose();
  }

  #show(active: readonly JobView[]): void {
    const job = active.find(({ state }) => state !== 'queued') ?? active[0];
    if (!job) {
      this.#shown = '';
      this.#item.hide();
      return;
    }
    const { text, details } = describeJob(job);
    const others = active.length > 1 ? ` (+${active.length - 1})` : '';
    const more = active.length > 1 ? [t('{0} more jobs', active.length - 1)] : [];
    // No spinning icon: it would redraw the window sixty times a second for as long as a training runs.
    const shown = `${job.state === 'queued' ? '$(clock)' : '$(play-circle)'} ${escapeIcons(job.title)}${text}${others}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#item.text = shown;
    this.#item.tooltip = [job.title, details, ...more].filter((line) => line !== '').join('\n');
    this.#item.accessibilityInformation = { label: [job.title, details, ...more].join(', '), role: 'button' };
    this.#item.show();
  }
}

function describeJob(job: JobView): { readonly text: string; readonly details: string } {
  const { state, step } = job;
  if (state === 'saving') return { text: ` ${t('saving…')}`, details: t('saving…') };
  if (state === 'queued') return { text: ` ${t('waiting')}`, details: t('waiting') };
  if (!step) return { text: '', details: describeProgress(job) };
  const pace = step.stepsPerSecond === undefined ? [] : [`${step.stepsPerSecond.toFixed(1)} it/s`];
  const left = step.secondsLeft === undefined ? [] : [t('{0} left', formatDuration(step.secondsLeft))];
  const parts = [String(step.iteration), ...pace, `A ${step.lossA.toFixed(4)} B ${step.lossB.toFixed(4)}`];
  return { text: ` ${parts.join(' · ')}`, details: [...parts, ...left].join(', ') };
}

/** Returns a line such as `Extracting: 120/266 frames, 12.3/s, 0:12 left`, without the parts that are unknown. */
export function describeProgress({ phase, progress }: JobView): string {
  const words = progress && formatProgress(progress, phase?.unit ?? '');
  return [phase?.name, words].filter((part) => part !== undefined && part !== '').join(': ');
}

/** Returns how much of the current phase is done, from 0 to 1; 0 where its length is unknown. */
export function computeFraction({ progress }: JobView): number {
  return progress?.total ? Math.min(1, progress.done / progress.total) : 0;
}
