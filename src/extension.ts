import * as vscode from 'vscode';
import { registerCommands } from './host/commands';
import { watchForInis } from './host/ini/watchForInis';
import { JobRunner } from './host/jobRunner';
import { Panels } from './host/panels/panels';
import { ProjectTree } from './host/projectTree';
import { Reports } from './host/report';
import { ProjectDragAndDrop } from './host/tree/dragAndDrop';
import { WorkspaceProject } from './host/workspaceProject';
import { useTranslations } from './shared/l10n';

/** What other extensions, and the tests, can ask. */
export interface FaceswapApi {
  /** The title of the job that runs in this window, if one does. */
  runningJob(): string | undefined;
}

/** Builds the services and registers them; nothing of the pipeline is loaded into the extension host. */
export function activate(context: vscode.ExtensionContext): FaceswapApi {
  useTranslations(vscode.l10n.bundle ?? {}, vscode.env.language.slice(0, 2));
  const log = vscode.window.createOutputChannel('Faceswap', { log: true });
  const project = new WorkspaceProject();
  const own = (...path: string[]) => vscode.Uri.joinPath(context.extensionUri, ...path).fsPath;
  const jobs = new JobRunner(own('dist', 'job.mjs'), log);
  const tree = new ProjectTree(project, new ProjectDragAndDrop(project));
  const reports = new Reports();
  const { version } = context.extension.packageJSON as { readonly version: string };
  const panels = new Panels(context.extensionUri, log);
  context.subscriptions.push(
    log,
    project,
    jobs,
    tree,
    panels,
    reports,
    watchForInis(project),
    registerCommands({ project, jobs, panels, reports, log, version, presets: own('presets') }),
  );
  context.subscriptions.push(jobs.onDidChangeFiles(() => project.refresh()));
  void project.refresh();
  return { runningJob: () => jobs.title };
}
