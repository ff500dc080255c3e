import * as vscode from 'vscode';
import type { ProjectContent } from '../jobs/projectContent';
import { messageOf } from '../shared/errors';
import { projectFileName } from '../shared/project';

/** The project of this window: the first of its folders that has a project file. */
export class WorkspaceProject implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #content: ProjectContent | undefined;
  #fault: string | undefined;
  #reading: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor() {
    const watch = (pattern: string) => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event(() => this.refresh());
      this.#disposables.push(watcher);
    };
    watch(`**/${projectFileName}`);
    watch('**/people/*/sources/*');
    watch('**/swaps/*');
    watch('**/models/*/*_state.json');
    this.#disposables.push(vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
  }

  get content(): ProjectContent | undefined {
    return this.#content;
  }

  /** Why the project file cannot be read. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Reads the project anew; calls while one is being read become one more reading. */
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
    const folder = await projectFolder();
    const state = folder === undefined ? {} : await stateOf(folder);
    // Only now: whoever asks while the project is being read gets what was known before.
    this.#content = state.content;
    this.#fault = state.fault;
    setContext('faceswap.ready', true);
    setContext('faceswap.hasProject', folder !== undefined);
    for (const [key, value] of Object.entries(achievements(state.content))) setContext(`faceswap.${key}`, value);
    this.#changed.fire();
  }
}

/** What there is, for the welcome, the menus and the walkthrough. */
function achievements(content: ProjectContent | undefined) {
  const { people = [], models = [], swaps = [] } = content ?? {};
  return {
    hasPeople: people.length > 0,
    hasPair: people.filter(({ sources }) => sources.length > 0).length > 1,
    hasFaces: people.some(({ facesets }) => facesets.length > 0),
    hasModel: models.some(({ iterations }) => iterations > 0),
    hasSwap: swaps.length > 0,
  };
}

interface ProjectState {
  readonly content?: ProjectContent;
  readonly fault?: string;
}

async function stateOf(folder: string): Promise<ProjectState> {
  const { readProjectContent } = await import('../jobs/projectContent');
  return await readProjectContent(folder).then(
    (content) => ({ content }),
    (error) => ({ fault: messageOf(error) }),
  );
}

export async function projectFolder(): Promise<string | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    if (uri.scheme !== 'file') continue;
    const file = vscode.Uri.joinPath(uri, projectFileName);
    const there = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (there) return uri.fsPath;
  }
  return undefined;
}

export function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
