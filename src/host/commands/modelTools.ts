import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { OptionValue } from '../../options/option';
import { ensureModelIni } from '../../projects/models';
import { buildProjectJobs } from '../../projects/requests';
import { UserError } from '../../shared/errors';
import type { JsonValue } from '../../shared/jobEvents';
import { formatNumber, formatSummary } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { formatJobTitle, type StageName } from '../../stages/stages';
import { getInferenceFolder } from '../../training/store/modelFiles';
import { type Action, runAndNotify } from '../jobs/runAndNotify';
import { showWarningMessage } from '../prompts/messages';
import { pickDirection, requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import { createNodeReference } from '../tree/treeNode';
import { canReveal, revealPath } from './reveal';
import { pickTrained } from './train';

type Summary = Readonly<Record<string, JsonValue>>;

/** A stage that works on a model, and the notification when it is done. */
interface ModelTool {
  readonly stage: StageName;
  readonly title: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  describeResult(summary: Summary): string;
  chooseNextAction?(summary: Summary): Action | undefined;
}

async function runTool(services: Services, model: string, tool: ModelTool): Promise<void> {
  const jobs = await buildProjectJobs(requireProject(services).folder, tool.stage, model, tool.options ?? {});
  const work = { title: tool.title, stage: tool.stage, jobs };
  await runAndNotify(
    services,
    work,
    ({ result }) => tool.describeResult(result.summary ?? {}),
    ({ result }) => tool.chooseNextAction?.(result.summary ?? {}),
  );
}

/** Shows which tensors contain NaN or infinite values, as a text report. */
export function showNanReport({ reports }: Services, model: string, summary: Summary): Promise<void> {
  return reports.show(t('NaN Values in {0}', model), formatReport(summary));
}

/** Shows the layers of a model, as a text report. */
export function showModelSummary({ reports }: Services, model: string, summary: Summary): Promise<void> {
  return reports.show(t('Summary of {0}', model), formatReport(summary));
}

const formatReport = (summary: Summary) => `${formatSummary(summary).join('\n')}\n`;

const formatCount = (value: JsonValue | undefined) => formatNumber(typeof value === 'number' ? value : 0);

export const summarizeModel: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Show the layers of which model?'));
  if (!model) return;
  await runTool(services, model.name, {
    stage: 'model-summary',
    title: formatJobTitle('model-summary', model.name),
    describeResult: (summary) => t('{0} has {1} parameters.', model.name, formatCount(summary.parameters)),
    chooseNextAction: (summary) => void showModelSummary(services, model.name, summary),
  });
};

export const scanForNan: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Check which model for NaN or infinite values?'));
  if (!model) return;
  const isClean = ({ damaged }: Summary) => Array.isArray(damaged) && damaged.length === 0;
  await runTool(services, model.name, {
    stage: 'model-nan-scan',
    title: formatJobTitle('model-nan-scan', model.name),
    describeResult: (summary) =>
      isClean(summary)
        ? t('No NaN or infinite values in {0}.', model.name)
        : t('{0} contains NaN or infinite values.', model.name),
    chooseNextAction: (summary) => {
      if (isClean(summary)) return undefined;
      void showNanReport(services, model.name, summary);
      return {
        label: t('Restore Best Save'),
        run: () => vscode.commands.executeCommand('faceswap.restoreModel', createNodeReference('model', model.name)),
      };
    },
  });
};

export const restoreModel: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Restore the best save of which model?'));
  if (!model) return;
  const confirm = t('Restore');
  const question = t('Restore the best save of {0}? The latest save is archived in the same folder.', model.name);
  if ((await showWarningMessage(question, { modal: true }, confirm)) !== confirm) return;
  await runTool(services, model.name, {
    stage: 'model-restore',
    title: formatJobTitle('model-restore', model.name),
    describeResult: ({ from, to }) =>
      t('Restored {0} to iteration {1} (it was at {2}).', model.name, formatCount(to), formatCount(from)),
  });
};

export const exportInference: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Export which model?'));
  if (!model) return;
  const folder = await askOutputPath(
    t('New Folder for the Exported Model'),
    chooseFreePath(getInferenceFolder(model.path)),
  );
  if (folder === undefined) return;
  await runTool(services, model.name, {
    stage: 'model-inference',
    title: formatJobTitle('model-inference', model.name),
    options: { output: folder },
    describeResult: ({ output }) => t('Exported {0} to {1} for converting.', model.name, basename(String(output))),
    chooseNextAction: ({ output }) => createRevealAction(String(output)),
  });
};

/** Exports a model as one file for other programs. */
export const exportModel: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Export which model?'));
  if (!model) return;
  const way = await pickDirection(model, t('Export Model'));
  if (!way) return;
  const usual = join(requireProject(services).folder, `${model.name}.dfm`);
  const output = await askOutputPath(t('Export Model'), usual, {
    [t('DeepFaceLive and FaceFusion')]: ['dfm'],
    [t('ONNX (other programs)')]: ['onnx'],
  });
  if (output === undefined) return;
  await runTool(services, model.name, {
    stage: 'model-export',
    title: formatJobTitle('model-export', model.name),
    options: { output, ...(way.swapModel && { swapModel: true }) },
    describeResult: ({ output }) => t('{0} is ready.', basename(String(output))),
    chooseNextAction: ({ output }) => createRevealAction(String(output)),
  });
};

/** Makes a video of the images that the training wrote at each save, and opens it. */
export const openTimelapse: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Open the timelapse of which model?'));
  if (!model) return;
  if (model.timelapse === undefined)
    throw new UserError(
      t(
        '{0} has no timelapse. Set --timelapse-input-a and --timelapse-input-b for a training: it writes an image at each save.',
        model.name,
      ),
    );
  const output = join(model.path, 'timelapse.mp4');
  const work = {
    title: formatJobTitle('timelapse', model.name),
    stage: 'timelapse',
    jobs: [{ input: model.timelapse, output }],
  } as const;
  const open = { label: t('Open'), run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(output)) };
  await runAndNotify(services, work, () => t('{0} is ready.', basename(output)), open);
};

/** Opens the train.ini of a model, which is created with an explanation of each option where there is none. */
export const openTrainIni: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Open the settings of which model?'));
  const path = model && (await ensureModelIni(model));
  if (!model || path === undefined) return;
  await vscode.window.showTextDocument(vscode.Uri.file(path));
  await import('../ini/iniLanguage'); // the first settings file loads it, which knows the sections
  await foldOtherModels(path, model.trainer);
};

/** Folds the sections of other models, which files of faceswap and of earlier versions have. */
async function foldOtherModels(path: string, trainer: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(path);
  const lines = document.getText().split('\n');
  const isOther = (line: string) => /^\s*\[model\./.test(line) && line.trim() !== `[model.${trainer}]`;
  const selectionLines = [...lines.keys()].filter((line) => isOther(lines[line]!));
  if (selectionLines.length > 0) await vscode.commands.executeCommand('editor.fold', { selectionLines });
}

/** Asks for a path on the local disk; undefined when canceled. */
async function askOutputPath(
  title: string,
  usual: string,
  filters: Record<string, string[]> = {},
): Promise<string | undefined> {
  const chosen = await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.file(usual), filters });
  if (chosen && chosen.scheme !== 'file') throw new UserError(t('Choose a location on the local disk.'));
  return chosen?.fsPath;
}

/** Returns `path`, or `path-2`, `path-3`, … where that exists. */
function chooseFreePath(path: string): string {
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? path : `${path}-${number}`;
    if (!existsSync(numbered)) return numbered;
  }
}

function createRevealAction(path: string): Action | undefined {
  return canReveal(path) ? { label: t('Reveal in Explorer'), run: () => revealPath(path) } : undefined;
}
