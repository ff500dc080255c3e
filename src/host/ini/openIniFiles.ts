import * as vscode from 'vscode';
import { analyzeIni, type IniAnalysis, type ModelFacts } from '../../options/language/analysis';
import { maxIniBytes } from '../../options/loadIni';
import { findIniFile } from '../../settings/iniFiles';
import type { WorkspaceProject } from '../project/workspaceProject';
import { readModelFacts } from './modelFacts';

export const iniSelector: vscode.DocumentSelector = { language: 'faceswap-ini' };

export function isIni(document: vscode.TextDocument): boolean {
  return vscode.languages.match(iniSelector, document) > 0;
}

/**
 * Analyzes the open settings files, once for each version, and reads the facts of their models, once until they
 * change.
 */
export class OpenIniFiles implements vscode.Disposable {
  readonly #analyses = new WeakMap<vscode.TextDocument, { readonly version: number; readonly analysis: IniAnalysis }>();
  readonly #facts = new Map<string, Promise<ModelFacts>>();
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #project: vscode.Disposable;

  /** Fires when the facts of a model may have changed. */
  readonly onDidChangeFacts = this.#changed.event;

  constructor(project: WorkspaceProject) {
    this.#project = vscode.Disposable.from(
      project.onDidChange(() => this.#clearFacts()),
      vscode.workspace.onDidCloseTextDocument(() => this.#stopUnusedWatchers()),
    );
  }

  analyze(document: vscode.TextDocument): IniAnalysis {
    const known = this.#analyses.get(document);
    if (known?.version === document.version) return known.analysis;
    const text = document.getText();
    // A file that is too long is not analyzed: that would slow down typing.
    const analysis = analyzeIni(text.length > maxIniBytes ? '' : text, findIniFile(document.uri.path));
    this.#analyses.set(document, { version: document.version, analysis });
    return analysis;
  }

  /** Returns the facts of the model whose folder contains the file. */
  readFacts({ uri }: vscode.TextDocument): Promise<ModelFacts> {
    const folder = vscode.Uri.joinPath(uri, '..');
    const key = folder.toString();
    const facts = this.#facts.get(key) ?? readModelFacts(uri);
    this.#facts.set(key, facts);
    if (!this.#watchers.has(key)) this.#watchers.set(key, this.#watchFolder(folder));
    return facts;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#watchers.values(), this.#changed, this.#project).dispose();
  }

  #watchFolder(folder: vscode.Uri): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*_state.json'));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      event(() => this.#clearFacts());
    return watcher;
  }

  #clearFacts(): void {
    this.#facts.clear();
    this.#changed.fire();
  }

  /** Stops watching folders without an open file. */
  #stopUnusedWatchers(): void {
    const open = vscode.workspace.textDocuments.filter(isIni);
    const folders = new Set(open.map(({ uri }) => vscode.Uri.joinPath(uri, '..').toString()));
    for (const [key, watcher] of this.#watchers) {
      if (folders.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
      this.#facts.delete(key);
    }
  }
}
