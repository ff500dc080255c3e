import { join, parse } from 'node:path';
import * as vscode from 'vscode';
import { isFolderName, maxFolderNameLength } from '../../shared/folderName';
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
    const kept = files.map((file) => file.uri ?? this.#keep(file));
    return (await Promise.all(kept)).filter((uri) => uri !== undefined);
  }

  /**
   * Copies a file into the folder `videos` of the project, unless it is there already; returns where it is. Another file of
   * that name is left as it is: the copy gets a number.
   */
  async #keep(file: vscode.DataTransferFile): Promise<vscode.Uri | undefined> {
    const folder = this.#project.content?.folder;
    if (folder === undefined || !vscode.workspace.isTrusted) return undefined;
    const { findFreePath, isPathTaken } = await import('../../files/freePath');
    const { readRegularFile } = await import('../../files/regularFile');
    const data = Buffer.from(await file.data());
    const wanted = join(folder, 'videos', makeFileName(file.name));
    const isSame = async () =>
      isPathTaken(wanted) && data.equals(await readRegularFile(wanted, data.length).catch(() => Buffer.alloc(0)));
    if (await isSame()) return vscode.Uri.file(wanted);
    const uri = vscode.Uri.file(findFreePath(wanted));
    await vscode.workspace.fs.writeFile(uri, data);
    return uri;
  }
}

/** Returns a name that a file can have on every system, with the ending of `name`. */
function makeFileName(name: string): string {
  const { name: stem, ext } = parse(name);
  if (isFolderName(stem)) return name;
  const allowed = stem.replace(/[^\p{L}\p{N} _.-]/gu, '_').replace(/^[.\s-]+|[.\s]+$/g, '');
  const shortened = [...allowed].slice(0, maxFolderNameLength).join('').trim();
  return (isFolderName(shortened) ? shortened : 'video') + ext;
}

/** Parses a list of URIs; lines that start with # are comments (RFC 2483). */
function parseUriList(list: string): vscode.Uri[] {
  const lines = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => vscode.Uri.parse(line)).filter(({ scheme }) => scheme === 'file');
}
