import { basename } from 'node:path';
import { nameFaceset } from '../../facesets/facesetName';
import { findMeasure, type MeasureName, measures } from '../../facesets/measures/measures';
import { coveredPart, listBlurred, listDuplicates } from '../../facesets/survey/checks';
import { listLonelyShares } from '../../facesets/survey/comparisons';
import { type FaceSurvey, listExtremes, listValues } from '../../facesets/survey/faceSurvey';
import { computeFigures, countDuplicates, countPoses } from '../../facesets/survey/figures';
import { formatShare } from '../../facesets/survey/finding';
import { readThumbnails } from '../../facesets/survey/readThumbnails';
import {
  renderDocument,
  renderSection,
  renderSentences,
  renderSubsection,
  renderTiles,
  type Side,
} from '../../reports/document';
import { renderHeatMap } from '../../reports/heatMap';
import { renderHistogram } from '../../reports/histogram';
import { renderLegend } from '../../reports/legend';
import { type ReportPicture, renderPictures } from '../../reports/pictures';
import { renderTable } from '../../reports/table';
import { formatNumber } from '../../shared/jobText';
import { getLanguage, localize, t } from '../../shared/l10n';
import type { FacesReport } from './figuresFile';

/** A side of the report. */
interface ReportedSet {
  readonly side: Exclude<Side, 'pair'>;
  readonly name: 'A' | 'B';
  readonly survey: FaceSurvey;
  /** Small JPEGs by path. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
}

/** Pictures of one kind. */
const maxPictures = 8;
/** Sentences of one report that show their faces. */
const shownFaces = 6;

/** Returns the page of a report on one set of faces or two, with pictures of them. */
export async function renderFacesPage(report: FacesReport): Promise<string> {
  const { a, b, findings } = report;
  const surveys = [a, ...(b ? [b] : [])];
  const sets = await Promise.all(
    surveys.map(async (survey, i): Promise<ReportedSet> => {
      const own = findings.filter(({ about }) => (about === 'b') === (i === 1));
      const faces = [...listShownFaces(survey), ...own.flatMap(({ faces: shown }) => shown.slice(0, shownFaces))];
      const paths = faces.map((face) => survey.faces[face]!.path);
      return {
        side: i === 0 ? 'a' : 'b',
        name: i === 0 ? 'A' : 'B',
        survey,
        thumbnails: await readThumbnails(survey.folder, paths),
      };
    }),
  );
  const names = surveys.map(({ folder }) => nameFaceset(folder));
  return renderDocument({
    language: getLanguage(),
    title: b ? t('Faces of A ({0}) against B ({1})', names[0]!, names[1]!) : t('Faces of {0}', names[0]!),
    subtitle: surveys.map(({ folder }, i) => (b ? `${'AB'[i]}: ${folder}` : folder)).join(' · '),
    notice: t(
      'This page shows people. It stays on this machine: nothing of it was sent anywhere. Give it only to those who may see them.',
    ),
    sections: [
      renderTiles(listTiles(report)),
      renderMissing(report, sets),
      renderPoses(sets),
      renderDistributions(sets),
      renderExamples(sets),
      renderFigures(sets),
    ],
  });
}

function listTiles({ a, b, findings }: FacesReport): { value: string; label: string }[] {
  const sides = [{ survey: a, name: 'A' }, ...(b ? [{ survey: b, name: 'B' }] : [])];
  const lonely = b ? listLonelyShares(a, b) : [];
  const labels = {
    pose: t('of A without a pose like it in B'),
    expression: t('of A without an expression like it in B'),
    light: t('of A without light like it in B'),
  };
  return [
    ...sides.map(({ survey, name }) => ({
      value: formatNumber(survey.faces.length),
      label: b ? t('faces of {0}', name) : t('faces'),
    })),
    ...lonely.map(({ name, share }) => ({ value: formatShare(share), label: labels[name] })),
    ...(b
      ? []
      : [
          { value: formatNumber(countDuplicates(a)), label: t('near-duplicates') },
          { value: formatNumber(listBlurred(a).length), label: t('blurred') },
        ]),
    { value: String(findings.length), label: t('remarks') },
  ];
}

function renderMissing({ b, findings }: FacesReport, sets: readonly ReportedSet[]): string {
  const sentences = findings.map(({ about, text, faces }) => {
    const set = sets[about === 'b' ? 1 : 0]!;
    const label = about === 'pair' ? 'A → B' : set.name;
    const below = renderPictures(listPictures(set, faces.slice(0, shownFaces)));
    return { text, below, ...(b && { label, side: about }) };
  });
  const content =
    sentences.length > 0 ? renderSentences(sentences) : renderSentences([{ text: t('Nothing was found missing.') }]);
  return renderSection(
    t('What is missing'),
    [content],
    b
      ? t(
          'Where A has faces to which none of B is similar, a model has seen no example of B, and shows something of A.',
        )
      : t('A model shows well only what it has seen of a person. Whether these faces are needed depends on the film.'),
  );
}

function renderPoses(sets: readonly ReportedSet[]): string {
  const grids = countPoses(sets.map(({ survey }) => survey));
  const other = grids[1];
  const maps = sets.map(({ side, name, survey }, i) =>
    renderHeatMap({
      title: sets.length > 1 ? t('{0}: {1} faces', name, survey.faces.length) : t('{0} faces', survey.faces.length),
      side,
      ...grids[i]!,
      unit: '°',
      columnLabel: t('turned to the left ← yaw → to the right'),
      rowLabel: t('down ← pitch → up'),
      ...(side === 'a' && other && { marked: markUncovered(grids[0]!.counts, other.counts) }),
    }),
  );
  return renderSection(
    t('Poses'),
    [
      sets.length > 1
        ? renderLegend([
            ...listLegend(sets),
            { side: 'mark', text: t('poses of A with no face of B there or beside it') },
          ])
        : '',
      `<div class="grid two">${maps.join('')}</div>`,
    ],
    t('How many faces look where, in degrees. Left and right are those of the picture.'),
  );
}

/** Marks the cells of A with faces where B has none in the cell or beside it. */
function markUncovered(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean[][] {
  const isCovered = (row: number, column: number) =>
    [-1, 0, 1].some((down) => [-1, 0, 1].some((right) => (b[row + down]?.[column + right] ?? 0) > 0));
  return a.map((line, row) => line.map((count, column) => count > 0 && !isCovered(row, column)));
}

function listLegend(sets: readonly ReportedSet[]): { side: 'a' | 'b'; text: string }[] {
  return sets.map(({ side, name, survey }) => ({ side, text: `${name}: ${nameFaceset(survey.folder)}` }));
}

/** Measures that are shown as a heat map instead. */
const mapped: readonly MeasureName[] = ['yaw', 'pitch'];

function renderDistributions(sets: readonly ReportedSet[]): string {
  const plots = measures.flatMap(({ name, label, unit, range }) => {
    const series = sets.map(({ side, name: set, survey }) => ({ side, name: set, values: listValues(survey, name) }));
    if (mapped.includes(name) || series.every(({ values }) => values.length === 0)) return [];
    return [renderHistogram({ title: localize(label), unit, range, series })];
  });
  return renderSection(
    t('Sharpness, size, expression and light'),
    [sets.length > 1 ? renderLegend(listLegend(sets)) : '', `<div class="grid">${plots.join('')}</div>`],
    t('The share of the faces of each set by value. Point at a bar for its numbers.'),
  );
}

/** Extremes that are shown of each set: the faces with the least or the greatest values of a measure. */
const shownExtremes = [
  { measure: 'sharpness', sign: 1, heading: () => t('The most blurred') },
  { measure: 'yaw', sign: 1, heading: () => t('The furthest to the left') },
  { measure: 'yaw', sign: -1, heading: () => t('The furthest to the right') },
  { measure: 'pitch', sign: -1, heading: () => t('The furthest up') },
  { measure: 'pitch', sign: 1, heading: () => t('The furthest down') },
  { measure: 'mouthOpening', sign: -1, heading: () => t('The widest open mouths') },
  { measure: 'eyeOpening', sign: 1, heading: () => t('The most closed eyes') },
  { measure: 'brightness', sign: 1, heading: () => t('The darkest') },
] as const;

function listShownFaces(survey: FaceSurvey): number[] {
  return [
    ...shownExtremes.flatMap(({ measure, sign }) => chooseExtremes(survey, measure, sign)),
    ...chooseCovered(survey),
    ...listDuplicatePairs(survey).flat(),
  ];
}

/** Returns a few faces with extreme values that do not nearly repeat each other. */
function chooseExtremes(survey: FaceSurvey, measure: MeasureName, sign: 1 | -1): number[] {
  return listExtremes(survey, measure, sign)
    .filter((face) => survey.originals[face] === face)
    .slice(0, maxPictures);
}

function chooseCovered(survey: FaceSurvey): number[] {
  return listExtremes(survey, 'covered', -1, (value) => value >= coveredPart).slice(0, maxPictures);
}

function listDuplicatePairs(survey: FaceSurvey): [number, number][] {
  return listDuplicates(survey)
    .slice(0, maxPictures / 2)
    .map((face) => [survey.originals[face]!, face]);
}

function renderExamples(sets: readonly ReportedSet[]): string {
  return sets
    .map((set) => {
      const { survey, name } = set;
      const groups = shownExtremes.map(({ measure, sign, heading }) => ({
        heading: heading(),
        pictures: listPictures(set, chooseExtremes(survey, measure, sign), measure),
      }));
      const duplicates = listDuplicatePairs(survey).flat();
      return renderSection(
        sets.length > 1 ? t('Faces of {0}', name) : t('Faces'),
        [
          ...groups,
          { heading: t('Covered or cut off'), pictures: listPictures(set, chooseCovered(survey), 'covered') },
          { heading: t('Near-duplicates, in pairs'), pictures: listPictures(set, duplicates) },
        ].map(({ heading, pictures }) => renderGroup(heading, pictures)),
      );
    })
    .join('\n');
}

function renderGroup(heading: string, pictures: readonly ReportPicture[]): string {
  return pictures.length === 0 ? '' : renderSubsection(heading, renderPictures(pictures));
}

/** Returns the pictures of faces, with the value of a measure or the name of the file. */
function listPictures(
  { survey, thumbnails }: ReportedSet,
  faces: readonly number[],
  measure?: MeasureName,
): ReportPicture[] {
  return faces.flatMap((face) => {
    const { path, values } = survey.faces[face]!;
    const jpeg = thumbnails.get(path);
    if (!jpeg) return [];
    const value = measure && values[measure];
    const known = measure && findMeasure(measure);
    const caption = value === undefined || !known?.describe ? shortenName(basename(path)) : known.describe(value);
    return [{ jpeg, caption, description: basename(path) }];
  });
}

function renderFigures(sets: readonly ReportedSet[]): string {
  const format = (value: number) => String(Number(value.toFixed(1)));
  const rows = measures.flatMap(({ name, label, unit }) =>
    sets.flatMap(({ name: set, survey }) => {
      const figures = computeFigures(survey).find(({ measure }) => measure === name);
      if (!figures) return [];
      const { faces, least, low, middle, high, greatest } = figures;
      return [
        [
          localize(label),
          ...(sets.length > 1 ? [set] : []),
          unit,
          String(faces),
          ...[least, low, middle, high, greatest].map(format),
        ],
      ];
    }),
  );
  const number = (heading: string) => ({ heading, isNumeric: true });
  const columns = [
    { heading: t('measure') },
    ...(sets.length > 1 ? [{ heading: t('set') }] : []),
    { heading: t('unit') },
    ...[t('faces'), t('least'), '5 %', t('middle'), '95 %', t('greatest')].map(number),
  ];
  return renderSection(t('All figures'), [renderTable(columns, rows)]);
}

/** Returns the end of a name, by which the faces of one film are told apart. */
function shortenName(name: string): string {
  const letters = [...name];
  return letters.length <= shownLetters ? name : `…${letters.slice(1 - shownLetters).join('')}`;
}

/** Letters of a name that fit below a picture. */
const shownLetters = 18;
