import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { useFfmpegAt } from '../../media/ffmpeg';
import { summarizeVideo } from '../../media/videoSummary';
import { getAlignmentsFile } from '../../projects/projectPaths';
import { assertSameKind, readOriginal, relinkSource } from '../../projects/relinkSource';
import { CanceledError } from '../../shared/errors';
import { formatDuration, formatFileSize } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import type { SeenSource } from '../project/sourceMemory';
import { requireTrust } from '../project/workspaceProject';
import { showWarningMessage } from '../prompts/messages';
import { offerUndo } from '../prompts/offerUndo';
import { requireProject } from '../prompts/projectPrompts';
import type { CommandHandler } from '../services';
import { buildJobEnvironment } from '../settings';
import { showError } from './showError';

/** Lets the user choose where the original of a source is now, and checks that it is the same film as far as that is known. */
export const locateSource: CommandHandler = async (services, node) => {
  if (node?.kind !== 'source' || node.path === undefined) return;
  requireTrust();
  const { folder } = requireProject(services);
  const source = node.path;
  const before = await readOriginal(source);
  const chosen = await chooseOriginal(before ?? source);
  if (chosen === undefined) return;
  await assertSameKind(source, chosen);
  const found = await describeFile(chosen);
  const seen = services.seenSources.find(source);
  const known = await compareWithFaces(getAlignmentsFile(folder, node.owner ?? '', source), chosen);
  if (known?.mismatch !== undefined) await confirmUse(known.mismatch);
  else if (!known?.isKnown) await confirmSame(source, chosen, seen, found);
  await relinkSource(folder, source, chosen);
  await services.project.refresh();
  if (before === undefined) return;
  const undo = async () => {
    await relinkSource(folder, source, before);
    await services.project.refresh();
  };
  offerUndo(t('{0} is now taken from {1}.', basename(source), chosen), undo, (error) => showError(services, error));
};

async function chooseOriginal(before: string): Promise<string | undefined> {
  const isFolderThere = await stat(dirname(before)).then(
    () => true,
    () => false,
  );
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: t('Where Is {0}?', basename(before)),
      openLabel: t('Use This'),
      canSelectFiles: true,
      canSelectFolders: true,
      ...(isFolderThere && { defaultUri: vscode.Uri.file(dirname(before)) }),
    })) ?? [];
  return chosen?.fsPath;
}

async function describeFile(path: string): Promise<SeenSource> {
  const { size } = await stat(path);
  const summary = await summarizeVideo(path, buildJobEnvironment().FACESWAP_FFMPEG);
  return { bytes: size, ...summary };
}

/** Compares the chosen file with the film that the faces were found in; undefined where nothing was extracted, or nothing can be read. */
async function compareWithFaces(alignments: string, chosen: string) {
  if (!existsSync(alignments)) return undefined;
  const { compareWithOriginal } = await import('../../stages/convert/inputProblems');
  useFfmpegAt(buildJobEnvironment().FACESWAP_FFMPEG);
  return await compareWithOriginal(chosen, alignments).catch(() => undefined);
}

/** Seconds by which containers state the length of the same film differently. */
const durationTolerance = 0.2;

/** Asks the user where the chosen file is another film, or where that cannot be told. @throws CanceledError */
async function confirmSame(source: string, chosen: string, seen: SeenSource | undefined, found: SeenSource) {
  const [name, chosenName] = [basename(source), basename(chosen)];
  if (seen?.bytes === found.bytes) return;
  const isSameFilm =
    seen?.durationSeconds !== undefined &&
    Math.abs(seen.durationSeconds - (found.durationSeconds ?? 0)) <= durationTolerance &&
    seen.width === found.width &&
    seen.height === found.height;
  if (isSameFilm || (!seen && name === chosenName)) return;
  const question = seen
    ? t('{0} is not the film that {1} was.', chosenName, name)
    : t('{0} has another name than {1}, and nothing else is known of that film.', chosenName, name);
  const comparison = seen ? [`${name}: ${describeSeen(seen)}`, `${chosenName}: ${describeSeen(found)}`] : [];
  await confirmUse(question, comparison);
}

/** @throws CanceledError where the user does not want to use the file */
async function confirmUse(question: string, comparison: readonly string[] = []): Promise<void> {
  const use = t('Use It Anyway');
  const detail = [...comparison, t('Faces that were found in another film do not fit this one.')].join('\n');
  if ((await showWarningMessage(question, { modal: true, detail }, use)) !== use) throw new CanceledError();
}

function describeSeen({ bytes, durationSeconds, width, height }: SeenSource): string {
  return [
    ...(durationSeconds === undefined ? [] : [formatDuration(durationSeconds)]),
    ...(width === undefined ? [] : [`${width}×${height}`]),
    formatFileSize(bytes),
  ].join(', ');
}
