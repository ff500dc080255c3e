import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';
import type { NextStep, TrainingEnd, TrainingStatus } from '../contract';

export interface AfterTraining {
  /** The buttons, which take the place of those of a running training. */
  readonly buttons: HTMLElement;
  /** What there is to say: why a training failed, and how far the model is. */
  readonly words: HTMLElement;
  show(status: TrainingStatus): void;
}

/** Creates what the header shows while nothing trains the model: what can be done with it, and a verdict on it. */
export function createAfterTraining(proceed: (step: NextStep) => void): AfterTraining {
  const create = (step: NextStep, icon: string, text: string, title: string) =>
    button({ icon, text, title, class: step === 'trainOn' ? 'primary' : '' }, () => proceed(step));
  const trainOn = create('trainOn', 'play', t('Train On'), t('Asks how long to train, and continues.'));
  const preview = create('previewSwap', 'eye', t('Preview'), t('Shows a few frames before and after the swap.'));
  const convert = create('convert', 'device-camera-video', t('Convert'), t('Swaps the faces in the videos.'));
  const openLog = create('openLog', 'output', t('Open Log'), t('Shows all that the training said.'));
  const openSettings = create(
    'openSettings',
    'settings-gear',
    t('Open Settings'),
    t('Opens the settings file at the line that is wrong.'),
  );
  const buttons = element(
    'div',
    { class: 'buttons', role: 'toolbar', 'aria-label': t('The model') },
    ...[openSettings, trainOn, preview, convert, openLog],
  );
  const failure = element('p', { class: 'failure', role: 'alert' });
  const verdict = element('p', { class: 'verdict', role: 'status' });
  return {
    buttons,
    words: element('div', { class: 'after-training' }, failure, verdict),
    show({ state, iteration, end, verdict: judged }) {
      const isIdle = state === 'idle';
      const hasFailed = end?.outcome === 'failed' || end?.outcome === 'lost';
      buttons.hidden = !isIdle;
      for (const each of [preview, convert]) each.hidden = iteration === 0;
      openLog.hidden = !hasFailed;
      openSettings.hidden = !end?.settings;
      if (end?.settings) openSettings.lastChild!.textContent = t('Open {0}', end.settings);
      setText(failure, isIdle && hasFailed ? describeFailure(end) : '');
      setText(verdict, isIdle ? (judged ?? '') : '');
    },
  };
}

function describeFailure({ outcome, message }: TrainingEnd): string {
  const unknown =
    outcome === 'lost'
      ? t('The training stopped unexpectedly. Train on: it continues from its last save.')
      : t('The training failed. Its log says more.');
  return message ?? unknown;
}

function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
  place.hidden = text === '';
}
