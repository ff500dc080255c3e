import * as v from 'valibot';
import { messageOf } from '../../src/shared/errors';
import { t } from '../../src/shared/l10n';
import { reviewContract } from '../../src/shared/panels/reviewContract';
import { connect } from '../common/connect';
import { element } from '../common/element';
import { memoryOf, ReviewPage } from './reviewPage';
import './style.css';

const stateSchema = v.object({ cluster: v.optional(v.string()) });

const status = element('span', { class: 'status', role: 'status' });
const measuring = element('span', { class: 'description' });
const root = document.getElementById('root')!;
let page: ReviewPage | undefined;

const connection = connect(reviewContract, {
  measured: ({ done, total }) => {
    const isDone = done >= total;
    measuring.textContent = isDone ? '' : t('Measuring faces: {0} %', Math.floor((100 * done) / total));
    if (isDone) page?.allMeasured();
  },
});

function say(message: string): void {
  status.textContent = message;
}

function sayError(error: unknown): void {
  say(messageOf(error));
}

async function start(): Promise<void> {
  root.replaceChildren(element('p', { class: 'loading description' }, t('Looking for faces…')));
  const memory = memoryOf(connection.memory);
  const overview = await connection.call('look', { order: memory.order });
  page = new ReviewPage({ connection, overview, memory, say, sayError });
  root.replaceChildren(...page.elements, element('footer', {}, status, measuring));
  const state = v.safeParse(stateSchema, connection.state);
  page.begin(state.success ? state.output.cluster : undefined);
}

void start().catch((error: unknown) => {
  root.replaceChildren(element('p', { class: 'loading', role: 'alert' }, messageOf(error)));
});
