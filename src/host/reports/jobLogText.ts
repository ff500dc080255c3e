import { basename, dirname } from 'node:path';
import { readLastEvents, readTail, type TimedEvent } from '../../jobs/journal/eventJournal';
import { localizeEvent } from '../../jobs/journal/eventTexts';
import { type JobRecord, locateJobFolder, readKnownRecord } from '../../jobs/journal/jobFolder';
import { formatTitle } from '../../jobs/watch/buildJobView';
import { formatSummary } from '../../shared/jobText';
import { getLanguage, t } from '../../shared/l10n';

/**
 * Returns all that is known of the job whose journal is in `folder`, as lines for a user: what was asked, what has happened
 * and when, how it ended, and what its process has printed.
 */
export async function renderJobLog(folder: string): Promise<string> {
  const record = await readKnownRecord(dirname(folder), basename(folder));
  if (!record) return `${t('The journal of this job no longer exists: {0}.', folder)}\n`;
  const events = (await readLastEvents(folder)).filter(({ type }) => type !== 'result');
  const end = record.result ? [{ ...localizeEvent(record.result), time: record.endedAt ?? record.createdAt }] : [];
  const state = record.result || record.startedAt !== undefined ? [] : [t('It waits and has not begun.')];
  const printed = await readTail(locateJobFolder(folder).logPath).catch(() => '');
  const paragraphs = [
    describeRequest(record),
    [...state, ...[...events, ...end].flatMap(describeEvent)].join('\n'),
    ...(printed.trim() === '' ? [] : [`${t('Printed by its process:')}\n${printed.trim()}`]),
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function describeRequest(record: JobRecord): string {
  const options = Object.entries(record.options).map(([key, value]) => `  ${key} = ${String(value)}`);
  const title = formatTitle(record);
  return [title, t('Asked for at {0}, with:', formatTime(record.createdAt)), ...options].join('\n');
}

/** Returns the lines for an event; none for progress, which is over. */
function describeEvent(event: TimedEvent): string[] {
  const lines = listLines(event);
  const time = formatTime(event.time);
  return lines.map((line, index) => (index === 0 ? `${time}  ${line}` : `    ${line}`));
}

function listLines(event: TimedEvent): string[] {
  switch (event.type) {
    case 'phase':
      return [event.name];
    case 'log':
      return event.level === 'debug' ? [] : [event.message];
    case 'saved':
      return event.iteration === undefined ? [] : [t('Saved at iteration {0}.', event.iteration)];
    case 'result':
      return [describeOutcome(event), ...formatSummary(event.summary ?? {})];
    default:
      return [];
  }
}

function describeOutcome({ outcome, message }: Extract<TimedEvent, { type: 'result' }>): string {
  if (outcome === 'done') return t('Done.');
  return outcome === 'cancelled' ? t('Canceled. What was saved is kept.') : t('Failed: {0}', message ?? '');
}

function formatTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString(getLanguage());
}
