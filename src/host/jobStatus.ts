import * as vscode from 'vscode';
import type { JobEvent } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import { duration } from '../shared/wording';

/** The one entry in the status bar: what runs, how fast, and at what loss. A click asks what to do with it. */
export class JobStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('faceswap.job', vscode.StatusBarAlignment.Left);
  #title = '';

  constructor() {
    this.#item.name = 'Faceswap';
    this.#item.command = 'faceswap.jobMenu';
  }

  begin(title: string): void {
    this.#title = title;
    this.#show('', title);
    this.#item.show();
  }

  progress(words: string): void {
    this.#show('', words);
  }

  step(step: Extract<JobEvent, { type: 'step' }>): void {
    const pace = step.stepsPerSecond === undefined ? [] : [`${step.stepsPerSecond.toFixed(1)} it/s`];
    const losses = `A ${step.lossA.toFixed(4)} B ${step.lossB.toFixed(4)}`;
    const left = step.secondsLeft === undefined ? [] : [t('{0} left', duration(step.secondsLeft))];
    const parts = [String(step.iteration), ...pace, losses];
    this.#show(` ${parts.join(' · ')}`, [...parts, ...left].join(', '));
  }

  saving(): void {
    this.#show(` ${t('saving…')}`, t('saving…'));
  }

  end(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(text: string, details: string): void {
    this.#item.text = `$(sync~spin) ${this.#title}${text}`;
    this.#item.tooltip = details;
    this.#item.accessibilityInformation = { label: `${this.#title}, ${details}`, role: 'button' };
  }
}
