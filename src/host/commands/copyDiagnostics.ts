import { arch, cpus, freemem, release, totalmem } from 'node:os';
import * as vscode from 'vscode';
import type { ProjectContent } from '../../projects/content';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Services, Step } from '../services';
import { jobEnvironment } from '../settings';
import { facesOfPerson } from '../tree/treeNode';

/** Puts what a report of a fault needs on the clipboard: versions, settings and counts; no names, no pictures. */
export const copyDiagnostics: Step = async (services) => {
  await vscode.env.clipboard.writeText(await diagnosticsText(services));
  void vscode.window.showInformationMessage(
    t('Diagnostics copied to the clipboard: versions, settings and counts, but no file contents.'),
  );
};

/** English, for whoever reads the report. */
async function diagnosticsText(services: Services): Promise<string> {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const rows: [string, string][] = [
    ['Faceswap Workbench', services.version],
    ['VS Code', `${vscode.version}, ${vscode.env.appHost}, ${vscode.env.language}`],
    ['Remote', vscode.env.remoteName ?? 'no'],
    ['System', `${process.platform} ${release()} ${arch()}`],
    ['Node', process.version],
    ['Processor', `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`],
    ['Memory', `${gib(totalmem())}, ${gib(freemem())} free`],
    ['Trusted folder', vscode.workspace.isTrusted ? 'yes' : 'no'],
    ['FFmpeg', await ffmpegText()],
    // What is wrong with its file would be told with a piece of it.
    ['Project', services.project.fault === undefined ? projectText(services.project.content) : 'cannot be read'],
  ];
  return `${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

/** Its version; without trust it is not run. */
async function ffmpegText(): Promise<string> {
  const place = jobEnvironment().FACESWAP_FFMPEG;
  const where = place === undefined ? 'on the PATH' : `at ${place}`;
  if (!vscode.workspace.isTrusted) return `${where}, not run`;
  const { findFfmpeg } = await import('../../media/ffmpeg');
  return await findFfmpeg(place).then(({ version }) => `${version}, ${where}`, getErrorMessage);
}

function projectText(content: ProjectContent | undefined): string {
  if (!content) return 'none';
  const { people, models, swaps } = content;
  const faces = people.reduce((sum, person) => sum + facesOfPerson(person), 0);
  const sources = people.reduce((sum, person) => sum + person.sources.length, 0);
  const trained = models.map(({ trainer, iterations }) => `${trainer} at ${iterations}`).join(', ') || 'none';
  return `${people.length} people, ${sources} sources, ${faces} faces, ${swaps.length} swaps; models: ${trained}`;
}
