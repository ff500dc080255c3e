import { join } from 'node:path';
import * as vscode from 'vscode';
import { isFolderName } from '../../shared/folderName';
import type { WorkspaceProject } from '../project/workspaceProject';
import type { TreeNode } from './treeNode';

/** The MIME type that VS Code gives to entries dragged within this tree. */
const ownMime = 'application/vnd.code.tree.faceswap.project';
const urisMime = 'text/uri-list';

/**
 * Lets videos, image folders and facesets be dropped on a person, from the explorer or the desktop, and a cluster on
 * another person. Every entry with a file can be dragged out, into an editor or a terminal.
 */
export class ProjectDragAndDrop implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = [urisMime];
  readonly dropMimeTypes = [ownMime, urisMime, 'files'];
  readonly #project: WorkspaceProject;

  constructor(project: WorkspaceProject) {
    this.#project = project;
  }

  handleDrag(nodes: readonly TreeNode[], transfer: vscode.DataTransfer): void {
    const clusters = nodes.filter(({ kind }) => kind === 'cluster').map(({ path }) => path);
    transfer.set(ownMime, new vscode.DataTransferItem(clusters));
    const uris = nodes.flatMap(({ path }) => (path === undefined ? [] : [vscode.Uri.file(path).toString()]));
    if (uris.length > 0) transfer.set(urisMime, new vscode.DataTransferItem(uris.join('\r\n')));
  }

  /** Runs the command for what was dropped; the command asks the user and reports errors. */
  async handleDrop(target: TreeNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const own: unknown = transfer.get(ownMime)?.value;
    if (Array.isArray(own)) {
      const clusters = own.filter((path) => typeof path === 'string').map((path) => vscode.Uri.file(path));
      if (clusters.length > 0) await vscode.commands.executeCommand('faceswap.moveCluster', target, clusters);
      return;
    }
    const list = (await transfer.get(urisMime)?.asString()) ?? '';
    const uris = parseUriList(list);
    const dropped = uris.length > 0 ? uris : await this.#readDroppedUris(transfer);
    if (dropped.length > 0) await vscode.commands.executeCommand('faceswap.addToPerson', target, dropped);
  }

  /**
   * Returns the files dropped from the desktop. A browser does not tell their paths, so they are copied to the
   * project.
   */
  async #readDroppedUris(transfer: vscode.DataTransfer): Promise<vscode.Uri[]> {
    const files = [...transfer].flatMap(([, item]) => item.asFile() ?? []);
    return (await Promise.all(files.map((file) => file.uri ?? this.#keep(file)))).filter((uri) => uri !== undefined);
  }

  /** Copies a file into the folder `videos` of the project, unless it is there already; returns where it is. */
  async #keep(file: vscode.DataTransferFile): Promise<vscode.Uri | undefined> {
    const folder = this.#project.content?.folder;
    if (folder === undefined || !vscode.workspace.isTrusted || !isFolderName(file.name)) return undefined;
    const uri = vscode.Uri.file(join(folder, 'videos', file.name));
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!isThere) await vscode.workspace.fs.writeFile(uri, await file.data());
    return uri;
  }
}

/** Parses a list of URIs; lines that start with # are comments (RFC 2483). */
function parseUriList(list: string): vscode.Uri[] {
  const lines = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => vscode.Uri.parse(line)).filter(({ scheme }) => scheme === 'file');
}
