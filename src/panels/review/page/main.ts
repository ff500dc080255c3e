import * as v from 'valibot';
import { getErrorMessage } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import { connect } from '../../page/connect';
import { element } from '../../page/element';
import { reviewContract } from '../contract';
import { parseMemory, ReviewPage } from './reviewPage';
import './style.css';

const stateSchema = v.object({ cluster: v.optional(v.string()) });

const status = element('span', { class: 'status', role: 'status' });
const background = element('span', { class: 'description' });
const root = document.getElementById('root')!;
let page: ReviewPage | undefined;
/** The keys that were pressed while the faces are looked for. */
const early: KeyboardEvent[] = [];
const collectKey = (event: KeyboardEvent) => {
  early.push(event);
  if (event.key !== 'Tab') event.preventDefault();
};
document.addEventListener('keydown', collectKey);
// VS Code would offer to cut, copy and paste.
document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true });

const connection = connect(reviewContract, {
  measured: ({ done, total }) => {
    const isDone = done >= total;
    background.textContent = isDone ? '' : t('Measuring faces: {0} %', computePercent(done, total));
    if (isDone) page?.onAllMeasured();
  },
  applying: ({ phase, done, total }) => {
    const percent = computePercent(done, total);
    const words = phase === 'reading' ? t('Reading faces: {0} %', percent) : t('Moving files: {0} %', percent);
    background.textContent = phase === 'moving' && done >= total ? '' : words;
  },
  run: ({ command }) => page?.runFromMenu(command),
  followed: ({ message }) => page?.followFiles(message),
  lost: ({ message }) => page?.showLoss(message),
});

function computePercent(done: number, total: number): number {
  return Math.floor((100 * done) / Math.max(1, total));
}

function showMessage(message: string): void {
  status.textContent = message;
}

function showError(error: unknown): void {
  showMessage(getErrorMessage(error));
}

async function start(): Promise<void> {
  root.replaceChildren(element('p', { class: 'loading description' }, t('Finding faces…')));
  const memory = parseMemory(connection.memory);
  const overview = await connection.call('look', { order: memory.order });
  page = new ReviewPage({ connection, overview, memory, showMessage, showError });
  root.replaceChildren(...page.elements, element('footer', {}, status, background));
  const state = v.safeParse(stateSchema, connection.state);
  document.removeEventListener('keydown', collectKey);
  page.begin(state.success ? state.output.cluster : undefined);
  page.replay(early);
}

void start().catch((error: unknown) => {
  root.replaceChildren(element('p', { class: 'loading', role: 'alert' }, getErrorMessage(error)));
});
