import { arch, cpus, freemem, release, totalmem } from 'node:os';
import * as vscode from 'vscode';
import type { ProjectContent } from '../../projects/content';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { showInformationMessage } from '../prompts/messages';
import type { CommandHandler, Services } from '../services';
import { buildJobEnvironment } from '../settings';
import { countFaces } from '../tree/treeNode';

/** Copies what a bug report needs to the clipboard: versions, settings and counts, but no names and no pictures. */
export const copyDiagnostics: CommandHandler = async (services) => {
  await vscode.env.clipboard.writeText(await describeSystem(services));
  void showInformationMessage(
    t('Diagnostics copied to the clipboard: versions, settings and counts, but no file contents.'),
  );
};

/** Returns the diagnostics in English, for the developers who read them. */
async function describeSystem(services: Services): Promise<string> {
  const formatGibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const rows: [string, string][] = [
    ['Faceswap Workbench', services.version],
    ['VS Code', `${vscode.version}, ${vscode.env.appHost}, ${vscode.env.language}`],
    ['Remote', vscode.env.remoteName ?? 'no'],
    ['System', `${process.platform} ${release()} ${arch()}`],
    ['Node', process.version],
    ['Processor', `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`],
    ['Memory', `${formatGibibytes(totalmem())}, ${formatGibibytes(freemem())} free`],
    ['Trusted folder', vscode.workspace.isTrusted ? 'yes' : 'no'],
    ['FFmpeg', await describeFfmpeg()],
    // The error of the project file may quote its content.
    ['Project', services.project.error === undefined ? describeProject(services.project.content) : 'cannot be read'],
  ];
  return `${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

/** Returns the version of ffmpeg; in a workspace that is not trusted it is not run. */
async function describeFfmpeg(): Promise<string> {
  const ffmpegPath = buildJobEnvironment().FACESWAP_FFMPEG;
  const where = ffmpegPath === undefined ? 'on the PATH' : `at ${ffmpegPath}`;
  if (!vscode.workspace.isTrusted) return `${where}, not run`;
  const { findFfmpeg } = await import('../../media/ffmpeg');
  return await findFfmpeg(ffmpegPath).then(({ version }) => `${version}, ${where}`, getErrorMessage);
}

function describeProject(content: ProjectContent | undefined): string {
  if (!content) return 'none';
  const { people, models, swaps } = content;
  const faces = people.reduce((sum, person) => sum + countFaces(person), 0);
  const sources = people.reduce((sum, person) => sum + person.sources.length, 0);
  const trained = models.map(({ trainer, iterations }) => `${trainer} at ${iterations}`).join(', ') || 'none';
  return `${people.length} people, ${sources} sources, ${faces} faces, ${swaps.length} swaps; models: ${trained}`;
}
