import { formatOptionValue } from '../../options/optionValue';
import { trainOptionRecords } from '../../options/trainOptions';
import type { Side } from '../models/model';
import type { ModelState } from './modelState';
import { type FacesetRecord, findFacesets } from './modelState';
import { getNewestSettings } from './trainedModel';

export interface CardContent {
  /** Of the model's folder. */
  readonly name: string;
  readonly state: ModelState;
  /** Edge of what it reads and of what it makes, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Means since the save before. */
  readonly losses?: Readonly<Record<Side, number>>;
  /** The preview's file beside the card. */
  readonly preview?: string;
  /** What the user has written. */
  readonly notes: string;
}

const mark = '<!-- Written by faceswap train at each save. What stands under "Notes" is yours and stays. -->';
const notesHeading = '\n## Notes\n';

/** A model card (Mitchell et al. 2019, arXiv 1810.03993) as Markdown, in English: it travels with the model. */
export function formatModelCard(content: CardContent): string {
  const { name, state, notes } = content;
  const faces = findFacesets(state);
  const [a, b] = [faces?.a.name ?? 'A', faces?.b.name ?? 'B'].map(escapeCell);
  const parts = [
    `# ${escapeCell(name)}\n\n${mark}\n`,
    `A face-swapping model: it draws the faces of A (${a}) in the likeness of B (${b}), and the other way round.\n`,
    formatTable(['', ''], listFigures(content)),
    ...(content.preview ? [`![Faces, and what the model makes of them](${content.preview})\n`] : []),
    `## Faces\n\n${formatTable(['session', 'begun', 'A', 'B', 'batch', 'iterations'], listSessionRows(state))}`,
    `## Consent\n\n${formatConsent('A', faces?.a)}\n${formatConsent('B', faces?.b)}\n`,
    'Whoever uses this model shows people doing what they did not do: with their consent only, and with the result',
    'marked as made by AI (faceswap convert does that).\n',
    `## Settings\n\nThose that differ from the defaults; all are in \`${state.name}_state.json\`.\n`,
    formatTable(['section', 'option', 'value'], listSettingRows(state)),
  ];
  return `${parts.join('\n')}${notesHeading}${notes}`;
}

/** What the user has added to a card; a file that is no card of ours is all theirs. */
export function extractNotes(card: string): string {
  const text = card.replaceAll('\r\n', '\n');
  const at = text.indexOf(notesHeading);
  if (at >= 0) return text.slice(at + notesHeading.length);
  return text.includes(mark) || text === '' ? '' : `\n${text}`;
}

function listFigures({ state, inputSize, outputSize, losses }: CardContent): string[][] {
  const lossRow = losses
    ? [['losses since the save before', `A ${losses.a.toFixed(5)}, B ${losses.b.toFixed(5)}`]]
    : [];
  const lowest = state.lowest_avg_loss;
  return [
    ['trainer', state.name],
    ['pictures', `${inputSize} px in, ${outputSize} px out`],
    ['iterations', String(state.iterations)],
    ...lossRow,
    ...(lowest === null ? [] : [['lowest mean loss between two saves', lowest.toFixed(5)]]),
  ];
}

function listSessionRows({ sessions }: ModelState): string[][] {
  const faceset = (faces: FacesetRecord | undefined) => (faces ? `${faces.name}: ${faces.count}` : '–');
  return Object.entries(sessions)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, { timestamp, faces, batchsize, iterations }]) => {
      const begun = new Date(timestamp * 1000).toISOString().slice(0, 16).replace('T', ' ');
      return [id, begun, faceset(faces?.a), faceset(faces?.b), String(batchsize), String(iterations)];
    });
}

function formatConsent(side: string, faces: FacesetRecord | undefined): string {
  return `- ${side}${faces ? ` (${escapeCell(faces.name)})` : ''}: ${escapeCell(faces?.consent ?? 'not stated')}`;
}

function listSettingRows(state: ModelState): string[][] {
  const newest = getNewestSettings(state);
  return trainOptionRecords.flatMap(({ section, key, default: usual }) => {
    const value = state.config[section]?.[key] ?? newest[section]?.[key];
    return value === undefined || value === usual ? [] : [[section, key, formatOptionValue(value)]];
  });
}

function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |\n`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('');
}

/** Text on one line that Markdown takes for nothing else. */
function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>`*[\]]/g, (sign) => `\\${sign}`);
}
