import * as vscode from 'vscode';
import { type ProjectNode, projectNodes, treeItem } from './projectNode';
import type { WorkspaceProject } from './workspaceProject';

/** The view of the project: its people with their sources and faces, its models, its results. */
export class ProjectTree implements vscode.TreeDataProvider<ProjectNode>, vscode.Disposable {
  readonly #project: WorkspaceProject;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<ProjectNode>;
  readonly #disposable: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(project: WorkspaceProject) {
    this.#project = project;
    this.#view = vscode.window.createTreeView('faceswap.project', { treeDataProvider: this, showCollapseAll: true });
    this.#disposable = vscode.Disposable.from(
      this.#view,
      this.#changed,
      project.onDidChange(() => this.#show()),
      this.#view.onDidChangeVisibility(({ visible }) => visible && void project.refresh()),
    );
  }

  getTreeItem(node: ProjectNode): vscode.TreeItem {
    return treeItem(node);
  }

  getChildren(node?: ProjectNode): ProjectNode[] {
    if (node) return [...node.children];
    return this.#project.content ? projectNodes(this.#project.content) : [];
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  #show(): void {
    this.#view.message = this.#project.fault ?? '';
    this.#changed.fire();
  }
}
