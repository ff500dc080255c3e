import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ProjectContent } from '../../projects/content';
import { projectFileName } from '../../projects/projectPaths';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { CrowdedFolder, type FolderTree, FolderWatcher } from './folderWatcher';

/** The project of this window: the first workspace folder with a project file. */
export class WorkspaceProject implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly #folders = new FolderWatcher(() => void this.refresh());
  #content: ProjectContent | undefined;
  #fault: string | undefined;
  #reading: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#disposables.push(
      this.#folders,
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    );
  }

  get content(): ProjectContent | undefined {
    return this.#content;
  }

  /** Why the project file cannot be read. */
  get error(): string | undefined {
    return this.#fault;
  }

  /** Reads the project again. Calls during a reading are combined into one more reading. */
  refresh(): Promise<void> {
    this.#next ??= this.#reading.then(() => {
      this.#next = undefined;
      this.#reading = this.#read();
      return this.#reading;
    });
    return this.#next;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #read(): Promise<void> {
    const folder = await findProjectFolder();
    const chooseWatchedTree = (root: string) => (root === folder ? watchedProjectFolders : projectFilePattern);
    await this.#folders.watch(listLocalFolders().map((root) => ({ folder: root, tree: chooseWatchedTree(root) })));
    const state = folder === undefined ? {} : await readState(folder);
    // Set only now: until the reading has ended, callers get the previous content.
    this.#content = state.content;
    this.#fault = state.error;
    setContext('faceswap.ready', true);
    setContext('faceswap.hasProject', folder !== undefined);
    setContext('faceswap.hasPeople', (state.content?.people.length ?? 0) > 0);
    this.#changed.fire();
  }
}

const projectFilePattern = new RegExp(`^${projectFileName.replace('.', '\\.')}$`);

/** The folders of a project whose entries are in the tree. */
const watchedProjectFolders: FolderTree = {
  people: { '*': { sources: /^/, faces: new CrowdedFolder(/\.png$/i) } },
  swaps: /^/,
  models: { '*': /_state\.json$/ },
};

interface ProjectState {
  readonly content?: ProjectContent;
  readonly error?: string;
}

async function readState(folder: string): Promise<ProjectState> {
  const { readProjectContent } = await import('../../projects/content');
  return await readProjectContent(folder).then(
    (content) => ({ content }),
    (error) => ({ error: getErrorMessage(error) }),
  );
}

export async function findProjectFolder(): Promise<string | undefined> {
  for (const folder of listLocalFolders()) {
    const there = await stat(join(folder, projectFileName)).then(
      () => true,
      () => false,
    );
    if (there) return folder;
  }
  return undefined;
}

function listLocalFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

export function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}

/**
 * Refuses to go on in a workspace that is not trusted: menus are disabled there, but a drop or a call of another
 * extension is not. @throws UserError
 */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw new UserError(t('Trust this folder first: a job runs programs.'));
}
