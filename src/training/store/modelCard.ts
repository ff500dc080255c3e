import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { readRegularText } from '../../files/regularFile';
import { explainFileError } from '../../files/systemErrors';
import { formatOptionValue } from '../../options/optionValue';
import { hasErrorCode } from '../../shared/errors';
import type { Model, Side } from '../models/model';
import { trainOptionRecords } from '../settings/trainOptions';
import { getModelCardPath, getPreviewPath } from './modelFiles';
import { type FacesetRecord, findFacesets, type ModelState } from './modelState';
import { getNewestSettings } from './trainedModel';
import type { TrainingObserver } from './trainingObserver';

/** Creates an observer that rewrites the model card at each save and keeps the user's notes. */
export function createModelCardObserver(modelDir: string, { inputSize, outputSize }: Model): TrainingObserver {
  let [a, b, count] = [0, 0, 0];
  return {
    onIteration({ lossA, lossB }) {
      a += lossA;
      b += lossB;
      count++;
    },
    async onSave({ state }) {
      const path = getModelCardPath(modelDir);
      const preview = getPreviewPath(modelDir);
      const text = formatModelCard({
        name: basename(resolve(modelDir)),
        state,
        inputSize,
        outputSize,
        ...(count > 0 && { losses: { a: a / count, b: b / count } }),
        ...(existsSync(preview) && { preview: basename(preview) }),
        notes: extractNotes(await readModelCard(modelDir)),
      });
      await writeFileAtomic(path, text);
      [a, b, count] = [0, 0, 0];
    },
  };
}

/** A card is a page or two of text. */
const maxCardBytes = 4 << 20;

/** Returns the text of the model card in a folder; empty where there is none. @throws UserError when it cannot be read */
export async function readModelCard(modelDir: string): Promise<string> {
  const path = getModelCardPath(modelDir);
  try {
    return await readRegularText(path, maxCardBytes);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw explainFileError(error, path);
  }
}

export interface CardContent {
  /** Name of the model's folder. */
  readonly name: string;
  readonly state: ModelState;
  /** Edges of the model's input and output images, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Mean losses since the previous save. */
  readonly losses?: Readonly<Record<Side, number>>;
  /** File name of the preview beside the card. */
  readonly preview?: string;
  /** Text that the user has added. */
  readonly notes: string;
}

const markStart = '<!-- Written by faceswap train at each save.';
const mark = `${markStart} Your own text under "Notes" is kept. -->`;
const notesHeading = '\n## Notes\n';

/** Formats a model card (Mitchell et al. 2019, arXiv 1810.03993) as Markdown. It is in English, because it is passed on with the model. */
export function formatModelCard(content: CardContent): string {
  const { name, state, notes } = content;
  const faces = findFacesets(state);
  const [a, b] = [faces?.a.name ?? 'A', faces?.b.name ?? 'B'].map(escapeCell);
  const parts = [
    `# ${escapeCell(name)}\n\n${mark}\n`,
    `A face-swapping model: it turns the faces of A (${a}) into faces of B (${b}), and vice versa.\n`,
    formatTable(['', ''], listFigures(content)),
    ...(content.preview ? [`![Faces and the model's output for them](${content.preview})\n`] : []),
    `## Faces\n\n${formatTable(['session', 'start', 'A', 'B', 'batch', 'iterations'], listSessionRows(state))}`,
    `## Consent\n\n${formatConsent('A', faces?.a)}\n${formatConsent('B', faces?.b)}\n`,
    'This model shows people doing things that they did not do. Use it only with their consent, and mark the results as',
    'made with AI (faceswap convert does this).\n',
    `## Settings\n\nSettings that differ from the defaults. All settings are in \`${state.name}_state.json\`.\n`,
    formatTable(['section', 'option', 'value'], listChangedSettings(state)),
  ];
  return `${parts.join('\n')}${notesHeading}${notes}`;
}

/** Extracts the notes that the user has added to a card. A file that is not such a card counts as notes as a whole. */
export function extractNotes(card: string): string {
  const text = card.replaceAll('\r\n', '\n');
  const at = text.indexOf(notesHeading);
  if (at >= 0) return text.slice(at + notesHeading.length);
  return text.includes(markStart) || text === '' ? '' : `\n${text}`;
}

function listFigures({ state, inputSize, outputSize, losses }: CardContent): string[][] {
  const lossRow = losses
    ? [['losses since the previous save', `A ${losses.a.toFixed(5)}, B ${losses.b.toFixed(5)}`]]
    : [];
  const lowest = state.lowest_avg_loss;
  return [
    ['trainer', state.name],
    ['images', `${inputSize} px in, ${outputSize} px out`],
    ['iterations', String(state.iterations)],
    ...lossRow,
    ...(lowest === null ? [] : [['lowest mean loss between two saves', lowest.toFixed(5)]]),
  ];
}

function listSessionRows({ sessions }: ModelState): string[][] {
  const formatFaceset = (faces: FacesetRecord | undefined) => (faces ? `${faces.name}: ${faces.count}` : '–');
  return Object.entries(sessions)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, { timestamp, faces, batchsize, iterations }]) => {
      return [
        id,
        formatStart(timestamp),
        formatFaceset(faces?.a),
        formatFaceset(faces?.b),
        String(batchsize),
        String(iterations),
      ];
    });
}

function formatConsent(side: string, faces: FacesetRecord | undefined): string {
  return `- ${side}${faces ? ` (${escapeCell(faces.name)})` : ''}: ${escapeCell(faces?.consent ?? 'not stated')}`;
}

/** Returns the section, the key and the value of each option of a model that differs from its default. */
export function listChangedSettings(state: ModelState): [section: string, key: string, value: string][] {
  const newest = getNewestSettings(state);
  return trainOptionRecords.flatMap(({ section, key, default: defaultValue }) => {
    const value = state.config[section]?.[key] ?? newest[section]?.[key];
    return value === undefined || value === defaultValue ? [] : [[section, key, formatOptionValue(value)]];
  });
}

function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |\n`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('');
}

/** Puts text on one line and escapes the characters that have a meaning in Markdown. */
function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>`*[\]]/g, (sign) => `\\${sign}`);
}

/** Returns the minute of a time in seconds since 1970, in UTC; a dash for one beyond all calendars, which a foreign file may have. */
function formatStart(timestamp: number): string {
  const start = new Date(timestamp * 1000);
  return Number.isNaN(start.getTime()) ? '–' : start.toISOString().slice(0, 16).replace('T', ' ');
}
