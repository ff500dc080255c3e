import { formatDuration } from '../../../shared/jobText';
import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';
import type { NextStep, TrainingCommand, TrainingStatus } from '../contract';
import { createAfterTraining } from './afterTraining';
import { formatBytes, formatLoss, formatSpeed, formatWhole } from './formatValues';

export interface TrainingHeader {
  readonly root: HTMLElement;
  show(status: TrainingStatus): void;
}

/** Returns whether a command is available in a state: a queued training can only be stopped. */
const isAvailable = (command: TrainingCommand, state: TrainingStatus['state']) =>
  state === 'running' || (state === 'queued' && command === 'stop');

/** Creates the header: the state of the training, its figures, the buttons of its commands, and after it what to do next. */
export function createTrainingHeader(
  model: string,
  ask: (command: TrainingCommand) => Promise<boolean>,
  proceed: (step: NextStep) => void,
): TrainingHeader {
  const after = createAfterTraining(proceed);
  const state = element('span', { class: 'state' });
  const figures = element('dl', { class: 'figures' });
  const answer = element('span', { class: 'answer description', role: 'status' });
  const buttons = (
    [
      ['preview', 'refresh', t('Preview now'), t('Renders the faces with the current model.')],
      ['save', 'save', t('Save'), t('Saves the model now; training continues.')],
      ['snapshot', 'copy', t('Snapshot'), t('Saves a separate copy of the whole model; training continues.')],
      ['stop', 'debug-stop', t('Stop'), t('Saves the model and stops the training.')],
    ] as const
  ).map(([command, icon, text, title]) => ({
    command,
    root: button({ icon, text, title, class: command === 'stop' ? 'primary' : '' }, () => void request(command)),
  }));
  const request = async (command: TrainingCommand) => {
    answer.textContent = t('Requested…');
    const isKnown = await ask(command).catch((error: unknown) => (error instanceof Error ? error.message : false));
    answer.textContent =
      isKnown === true ? getAnswers()[command] : isKnown || t('This model is not being trained here.');
  };
  const toolbar = element(
    'div',
    { class: 'buttons', role: 'toolbar', 'aria-label': t('The training') },
    ...buttons.map((each) => each.root),
  );
  const root = element(
    'header',
    { class: 'toolbar training-header' },
    element('h1', {}, model),
    state,
    toolbar,
    after.buttons,
    answer,
    figures,
    after.words,
  );
  return {
    root,
    show(status) {
      const words = describeState(status);
      if (state.textContent !== words) {
        state.textContent = words;
        answer.textContent = ''; // the request was carried out, or is no longer relevant
      }
      state.dataset.state = status.state;
      for (const { command, root } of buttons) root.disabled = !isAvailable(command, status.state);
      toolbar.hidden = status.state === 'idle';
      after.show(status);
      showFigures(figures, listFigures(status));
    },
  };
}

const getAnswers = (): Readonly<Record<TrainingCommand, string>> => ({
  preview: t('The preview will appear after this iteration.'),
  save: t('The model will be saved after this iteration.'),
  snapshot: t('The snapshot will be saved after this iteration.'),
  stop: t('Saving the model and stopping.'),
});

const getStateLabels = (): Readonly<Record<TrainingStatus['state'], string>> => ({
  idle: t('Not training'),
  queued: t('Waiting'),
  running: t('Training'),
  saving: t('Saving and stopping'),
  elsewhere: t('Training elsewhere'),
});

function describeState({ state, end }: TrainingStatus): string {
  if (state !== 'idle' || !end) return getStateLabels()[state];
  return {
    done: t('Trained'),
    failed: t('Failed'),
    cancelled: t('Stopped'),
    lost: t('Interrupted'),
  }[end.outcome];
}

type Figure = readonly [name: string, value: string];

function listFigures(status: TrainingStatus): Figure[] {
  const { iteration, target, lossA, lossB, stepsPerSecond, secondsLeft, device, memoryBytes, cardMemoryBytes, state } =
    status;
  const isOn = state !== 'idle';
  const known: readonly (readonly [string, string | null])[] = [
    [
      t('Iteration'),
      target === null ? formatWhole(iteration) : t('{0} of {1}', formatWhole(iteration), formatWhole(target)),
    ],
    [t('Loss A'), lossA === null ? null : formatLoss(lossA)],
    [t('Loss B'), lossB === null ? null : formatLoss(lossB)],
    [t('Speed'), stepsPerSecond === null || !isOn ? null : formatSpeed(stepsPerSecond)],
    [t('Time left'), secondsLeft === null || !isOn ? null : formatDuration(secondsLeft)],
    [t('Memory'), memoryBytes === null ? null : formatBytes(memoryBytes)],
    [t('GPU memory'), cardMemoryBytes === null ? null : formatBytes(cardMemoryBytes)],
    [t('Device'), device],
  ];
  return known.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** Updates only the texts that have changed, so that a selection in the others stays. */
function showFigures(list: HTMLElement, figures: readonly Figure[]): void {
  const names = figures.map(([name]) => name).join('\n');
  if (list.dataset.names !== names) {
    list.dataset.names = names;
    list.replaceChildren(...figures.map(([name]) => element('div', {}, element('dt', {}, name), element('dd', {}))));
  }
  for (const [i, [, value]] of figures.entries()) {
    const shown = list.children[i]!.lastElementChild as HTMLElement;
    if (shown.textContent === value) continue;
    shown.textContent = value;
    shown.title = value;
  }
}
