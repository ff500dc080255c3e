import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { isActive } from '../../jobs/watch/jobView';
import type { ProjectContent } from '../../projects/content';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { JobService } from '../jobs/jobService';
import type { SourceMemory } from '../project/sourceMemory';
import type { WorkspaceProject } from '../project/workspaceProject';
import { buildJobEnvironment } from '../settings';
import { findFailedSources } from './failedSources';
import type { MediaFactsReader } from './mediaFacts';
import { buildTooltip, buildTreeItem } from './treeItem';
import type { TreeNode } from './treeNode';

const selectionAttempts = 20;
const selectionPollMs = 50;

/** The tree view of the project: its jobs, its people with their sources and faces, its models and its results. */
export class ProjectTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #project: WorkspaceProject;
  readonly #jobs: Pick<JobService, 'jobs' | 'onDidChange'>;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposable: vscode.Disposable;
  readonly #seenSources: SourceMemory;
  #media: MediaFactsReader | undefined;
  #jobsGroup: TreeNode | undefined;
  #failed: ReturnType<typeof findFailedSources> = new Map();
  /** Why jobs could not run ffmpeg. */
  #ffmpegError: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    project: WorkspaceProject,
    dragAndDropController: vscode.TreeDragAndDropController<TreeNode>,
    jobs: Pick<JobService, 'jobs' | 'onDidChange'>,
    seenSources: SourceMemory,
  ) {
    this.#seenSources = seenSources;
    this.#project = project;
    this.#jobs = jobs;
    this.#view = vscode.window.createTreeView('faceswap.project', {
      treeDataProvider: this,
      dragAndDropController,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#disposable = vscode.Disposable.from(
      this.#view,
      this.#changed,
      project.onDidChange(() => this.#update()),
      jobs.onDidChange(() => this.#showJobs()),
      this.#view.onDidChangeVisibility(({ visible }) => visible && void this.#refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('faceswap.ffmpegPath')) void this.#refresh();
      }),
    );
    if (this.#view.visible) void this.#refresh();
  }

  /**
   * Returns the entries that a command is for: all that are selected where it was called on one of them or by a key, else the
   * one that it was called on. While the tree is drawn anew, VS Code does not know the selection for a moment: a key that is
   * pressed then must not be lost.
   */
  async chooseNodes(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    if (node) return this.#view.selection.some(({ id }) => id === node.id) ? this.#view.selection : [node];
    for (let attempt = 0; this.#view.selection.length === 0 && attempt < selectionAttempts; attempt++)
      await new Promise((resolve) => setTimeout(resolve, selectionPollMs));
    return this.#view.selection;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return buildTreeItem(node);
  }

  /** The entries of a project are loaded with the first project: they are a large part of the extension. */
  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node && node.kind !== 'jobs') return [...node.children];
    const [{ buildJobNodes, buildJobsNode }, { buildDamagedProjectNode, buildProjectNodes }] = await Promise.all([
      import('./jobNodes'),
      import('./projectNodes'),
    ]);
    if (node) return buildJobNodes(this.#jobs.jobs);
    const { jobs } = this.#jobs;
    const { content: known, error: fault } = this.#project;
    const content = known
      ? buildProjectNodes(known, { failed: this.#failed, find: (path) => this.#media?.find(path) })
      : fault === undefined
        ? []
        : [buildDamagedProjectNode()];
    // Ended jobs alone must not hide the welcome view.
    this.#jobsGroup = content.length > 0 || jobs.some(isActive) ? buildJobsNode(jobs) : undefined;
    return this.#jobsGroup ? [this.#jobsGroup, ...content] : content;
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    item.tooltip = buildTooltip(node);
    return item;
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  async #refresh(): Promise<void> {
    await Promise.all([this.#project.refresh(), this.#checkFfmpeg()]);
    this.#update();
  }

  /** Checks ffmpeg, so that the view can show an error before a job fails. Without workspace trust it is not run. */
  async #checkFfmpeg(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const { findFfmpeg } = await import('../../media/ffmpeg');
    this.#ffmpegError = await findFfmpeg(buildJobEnvironment().FACESWAP_FFMPEG).then(() => undefined, getErrorMessage);
  }

  #update(): void {
    const { error: fault, content } = this.#project;
    const restricted = vscode.workspace.isTrusted ? undefined : t('Nothing runs here until you trust this folder.');
    this.#view.message = fault ?? (content && (restricted ?? this.#ffmpegError)) ?? '';
    this.#changed.fire(undefined);
    if (content && this.#view.visible) void this.#readFacts(content);
  }

  /** Reads facts about the files of the tree, and shows them when they are there. */
  async #readFacts(content: ProjectContent): Promise<void> {
    const [{ createMediaFactsReader }, { listShownFiles }] = await Promise.all([
      import('./mediaFacts'),
      import('./projectNodes'),
    ]);
    this.#media ??= createMediaFactsReader({
      mayRun: () => vscode.workspace.isTrusted,
      getFfmpeg: () => buildJobEnvironment().FACESWAP_FFMPEG,
      onChange: () => this.#showFacts(),
    });
    this.#media.follow(listShownFiles(content));
  }

  #showFacts(): void {
    this.#changed.fire(undefined);
    const sources = this.#project.content?.people.flatMap(({ sources }) => sources) ?? [];
    const seen = sources.flatMap((path) => {
      const { bytes, durationSeconds, width, height } = this.#media?.find(path) ?? {};
      return bytes === undefined || width === undefined ? [] : [[path, { bytes, durationSeconds, width, height }]];
    });
    void this.#seenSources.note(Object.fromEntries(seen));
  }

  /** Updates only the group of the jobs, unless it appears or disappears, or the mark of a source does. */
  #showJobs(): void {
    const { jobs } = this.#jobs;
    const failed = findFailedSources(jobs);
    const isOther = !isDeepStrictEqual(failed, this.#failed);
    this.#failed = failed;
    this.#changed.fire(jobs.length > 0 && !isOther ? this.#jobsGroup : undefined);
    const value = jobs.filter(isActive).length;
    const tooltip = value === 1 ? t('1 active job') : t('{0} active jobs', value);
    this.#view.badge = value > 0 ? { value, tooltip } : undefined;
  }
}
