import * as vscode from 'vscode';
import { registerCommands } from './host/commands/registerCommands';
import { mayHaveSwapToResume } from './host/guidedSwap/swapMemory';
import { loadIniLanguageOnDemand } from './host/ini/loadIniLanguage';
import { showJobs } from './host/jobs/jobDisplay';
import { WindowJobs } from './host/jobs/windowJobs';
import { SourceMemory } from './host/project/sourceMemory';
import { sweepOpenedProject } from './host/project/sweepOpenedProject';
import { trackWalkthroughProgress } from './host/project/walkthroughProgress';
import { WorkspaceProject } from './host/project/workspaceProject';
import { registerJobLogs } from './host/reports/jobLogs';
import { TextReports } from './host/reports/textReports';
import type { Services } from './host/services';
import { ProjectDragAndDrop } from './host/tree/dragAndDrop';
import { ProjectTree } from './host/tree/projectTree';
import { isActive } from './jobs/watch/jobView';
import { Panels } from './panels/frame/panels';
import { setTranslations } from './shared/l10n';

/** The API for other extensions and for tests. */
export interface FaceswapApi {
  /** Returns the title of a running job of this window's project, if there is one. */
  runningJob(): string | undefined;
}

/** Creates the services and registers them. Nothing of the pipeline is loaded into the extension host. */
export function activate(context: vscode.ExtensionContext): FaceswapApi {
  setTranslations(vscode.l10n.bundle ?? {}, vscode.env.language);
  const log = vscode.window.createOutputChannel('Faceswap', { log: true });
  const project = new WorkspaceProject();
  const getOwnPath = (...path: string[]) => vscode.Uri.joinPath(context.extensionUri, ...path).fsPath;
  const programs = { job: getOwnPath('dist', 'job.mjs'), queue: getOwnPath('dist', 'queue.mjs') };
  const jobs = new WindowJobs(programs, project, context.workspaceState);
  const seenSources = new SourceMemory(context.workspaceState);
  const tree = new ProjectTree(project, new ProjectDragAndDrop(project), jobs, seenSources);
  const reports = new TextReports();
  const { version } = context.extension.packageJSON as { readonly version: string };
  const panels = new Panels(context.extensionUri, log);
  const services: Services = {
    project,
    jobs,
    panels,
    reports,
    log,
    version,
    seenSources,
    chooseNodes: (node) => tree.chooseNodes(node),
    memory: context.workspaceState,
    userMemory: context.globalState,
    presets: getOwnPath('presets'),
    jobProgram: programs.job,
    reviewProgram: getOwnPath('dist', 'review.mjs'),
  };
  context.subscriptions.push(
    log,
    project,
    jobs,
    tree,
    panels,
    reports,
    loadIniLanguageOnDemand(project),
    trackWalkthroughProgress(project),
    sweepOpenedProject(project),
    showJobs(services, jobs),
    registerJobLogs(jobs),
    registerCommands(services),
    resumeSwapOnce(services),
    panels.registerRestore('training', async (view, state) => {
      await (await import('./panels/training/host')).restoreMonitor(services, view, state);
    }),
    panels.registerRestore('review', async (view, state) => {
      await (await import('./host/commands/reviewFaces')).restoreReview(services, view, state);
    }),
  );
  void project.refresh();
  return { runningJob: () => jobs.jobs.find(isActive)?.title };
}

/** Goes on with a guided swap that an earlier window has begun, as soon as the project is known. */
function resumeSwapOnce(services: Services): vscode.Disposable {
  const { project } = services;
  let hasResumed = false;
  const resume = async () => {
    if (hasResumed || !project.content || !vscode.workspace.isTrusted) return;
    hasResumed = true;
    if (!mayHaveSwapToResume(services)) return;
    await (await import('./host/commands/swapTwoVideos')).resumeSwapTwoVideos(services);
  };
  return vscode.Disposable.from(
    project.onDidChange(() => void resume()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void resume()),
  );
}
