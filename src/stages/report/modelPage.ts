import { basename } from 'node:path';
import {
  renderDetails,
  renderDocument,
  renderFacts,
  renderPlots,
  renderSection,
  renderSentences,
  renderSubsection,
  renderText,
  renderTiles,
} from '../../reports/document';
import { renderLegend } from '../../reports/legend';
import { renderTable } from '../../reports/table';
import type { JobContext } from '../../shared/jobEvents';
import { warnOfAll } from '../../shared/jobReporting';
import { formatDuration, formatNumber } from '../../shared/jobText';
import { getLanguage, localize, t } from '../../shared/l10n';
import { extractNotes, listChangedSettings } from '../../training/store/modelCard';
import { getModelCardPath } from '../../training/store/modelFiles';
import { findFacesets } from '../../training/store/modelState';
import { renderEvaluationPart } from './evaluationPart';
import { listHeldOutFigures, renderHeldOutPart } from './heldOutPart';
import { renderLossCharts } from './modelCharts';
import { type ModelPictures, readModelPictures } from './modelPictures';
import { getLastLosses, type ModelRecords } from './modelRecords';
import { sumSeconds } from './modelSessions';

/** Returns the page of a report on a model, with its pictures. */
export async function renderModelPage(records: ModelRecords, job: JobContext): Promise<string> {
  const { name, modelDir, remarks } = records;
  const pictures = await readModelPictures(modelDir, job.signal);
  warnOfAll(pictures.remarks, job);
  return renderDocument({
    language: getLanguage(),
    title: t('Model {0}', name),
    subtitle: modelDir,
    notice: t(
      'This page shows people, and pictures of them that are made with AI: what they show did not happen. It stays on this machine: nothing of it was sent anywhere. Give it only to those who may see them.',
    ),
    sections: [
      renderTiles(listTiles(records)),
      renderRemarks([...remarks, ...pictures.remarks]),
      renderPeople(records),
      ...renderPictureParts(pictures),
      renderHeldOutPart(records.heldOut),
      renderLosses(records),
      ...(records.evaluation ? [renderEvaluationPart(records.evaluation)] : []),
      renderSettings(records),
      renderSessions(records),
      renderCard(records),
    ],
  });
}

function listTiles(records: ModelRecords): { value: string; label: string }[] {
  const { state, trainer, network, sessions, heldOut } = records;
  const seconds = sumSeconds(sessions);
  const { lossA, lossB } = getLastLosses(records);
  return [
    {
      value: trainer,
      label: network ? t('{0} px in, {1} px out', network.inputSize, network.outputSize) : t('trainer'),
    },
    { value: formatNumber(state.iterations), label: t('iterations') },
    ...(seconds === undefined ? [] : [{ value: formatDuration(seconds), label: t('of training') }]),
    ...listHeldOutFigures(heldOut)
      .slice(0, 1)
      .map(({ measure, value }) => ({ value: value.toFixed(3), label: localize(measure.label) })),
    ...(lossA === undefined ? [] : [{ value: lossA.toFixed(4), label: t('Loss A') }]),
    ...(lossB === undefined ? [] : [{ value: lossB.toFixed(4), label: t('Loss B') }]),
  ];
}

function renderRemarks(remarks: readonly string[]): string {
  return remarks.length === 0 ? '' : renderSection(t('Left out'), [renderSentences(remarks.map((text) => ({ text })))]);
}

function renderPeople({ state }: ModelRecords): string {
  const faces = findFacesets(state);
  const count = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value));
  const rows = (['a', 'b'] as const).map((side) => [
    side.toUpperCase(),
    faces?.[side].name ?? '–',
    count(faces?.[side].count),
    count(faces?.[side].held_out),
    faces?.[side].consent ?? t('not stated'),
  ]);
  const text = ['', t('folder'), t('faces'), t('held out'), t('consent')];
  const columns = text.map((heading, i) => ({ heading, isNumeric: i === 2 || i === 3 }));
  return renderSection(
    t('Faces and consent'),
    [renderTable(columns, rows)],
    t(
      'The model turns faces of A into faces of B, and vice versa: it shows people doing things that they did not do. Use it only with their consent, and mark the results as made with AI, as faceswap convert does.',
    ),
  );
}

function renderPictureParts({ examples, overTime }: ModelPictures): string[] {
  return [
    renderSection(
      t('Before and after'),
      [examples],
      t('Faces of the training as they are, and as the model draws them. Faces that it has not seen look worse.'),
    ),
    renderSection(t('Over time'), [overTime]),
  ];
}

function renderLosses({ losses }: ModelRecords): string {
  const { main, parts } = renderLossCharts(losses);
  const legend = renderLegend([
    { side: 'a', text: t('Loss A') },
    { side: 'b', text: t('Loss B') },
  ]);
  return renderSection(
    t('Losses'),
    main === '' ? [] : [legend, main, renderPlots(parts)],
    t('The mean of each stretch of iterations; the area behind it reaches from the lowest to the highest loss.'),
  );
}

function renderSettings({ state, network }: ModelRecords): string {
  const changed = listChangedSettings(state);
  const columns = [t('section'), t('option'), t('value')].map((heading) => ({ heading }));
  const rows = changed.map((row) => [...row]);
  const basics: (readonly [string, string])[] = [
    [t('seed'), String(state.seed)],
    ...(network ? [[t('parameters'), formatNumber(network.parameters)] as const] : []),
    ...(state.lr_finder === undefined ? [] : [[t('learning rate that was found'), String(state.lr_finder)] as const]),
  ];
  return renderSection(t('Settings'), [
    renderFacts(basics),
    rows.length === 0
      ? renderSentences([{ text: t('All options have their defaults.') }])
      : renderSubsection(t('Options that differ from the default'), renderTable(columns, rows)),
  ]);
}

/** The last sessions of a model that was stopped and continued again and again. */
const shownSessions = 40;

function renderSessions({ sessions }: ModelRecords): string {
  const text = [t('session'), t('start'), t('time'), t('iterations'), t('batch'), t('faces'), t('changed settings')];
  const columns = text.map((heading, i) => ({ heading, isNumeric: i >= 2 && i <= 4 }));
  const rows = sessions
    .slice(-shownSessions)
    .map(({ id, start, seconds, iterations, batchSize, faces, changes }) => [
      id,
      start || '–',
      seconds === undefined ? '–' : formatDuration(seconds),
      formatNumber(iterations),
      String(batchSize),
      faces ? `${faces.a.name}: ${faces.a.count}, ${faces.b.name}: ${faces.b.count}` : '–',
      changes.join(', ') || '–',
    ]);
  const more = sessions.length - rows.length;
  return renderSection(
    t('Sessions'),
    rows.length === 0 ? [] : [renderTable(columns, rows)],
    more > 0 ? t('The last {0} of {1} sessions.', rows.length, sessions.length) : undefined,
  );
}

function renderCard({ card, modelDir }: ModelRecords): string {
  const notes = extractNotes(card).trim();
  return renderSection(
    t('Model card'),
    card === ''
      ? []
      : [notes === '' ? '' : renderText(notes), renderDetails(basename(getModelCardPath(modelDir)), renderText(card))],
    notes === '' ? t('Nobody has added notes to the model card.') : t('Notes of those who made the model.'),
  );
}
