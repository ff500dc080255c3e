import * as vscode from 'vscode';
import { analyseIni, type IniAnalysis, type ModelFacts } from '../../options/language/analysis';
import { longestIniBytes } from '../../options/loadIni';
import { findIniFile } from '../../settings/iniFiles';
import type { WorkspaceProject } from '../project/workspaceProject';
import { readModelFacts } from './modelFacts';

export const iniSelector: vscode.DocumentSelector = { language: 'faceswap-ini' };

export function isIni(document: vscode.TextDocument): boolean {
  return vscode.languages.match(iniSelector, document) > 0;
}

/** What is known of the settings files that are open: each is read once a version, its model once until that changes. */
export class OpenIniFiles implements vscode.Disposable {
  readonly #analyses = new WeakMap<vscode.TextDocument, { readonly version: number; readonly analysis: IniAnalysis }>();
  readonly #facts = new Map<string, Promise<ModelFacts>>();
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #project: vscode.Disposable;

  /** When something is known anew of a model. */
  readonly onDidChangeFacts = this.#changed.event;

  constructor(project: WorkspaceProject) {
    this.#project = vscode.Disposable.from(
      project.onDidChange(() => this.#forget()),
      vscode.workspace.onDidCloseTextDocument(() => this.#unwatch()),
    );
  }

  analyze(document: vscode.TextDocument): IniAnalysis {
    const known = this.#analyses.get(document);
    if (known?.version === document.version) return known.analysis;
    const text = document.getText();
    // What is too long for a settings file gets no help; reading it at every key would only be in the way.
    const analysis = analyseIni(text.length > longestIniBytes ? '' : text, findIniFile(document.uri.path));
    this.#analyses.set(document, { version: document.version, analysis });
    return analysis;
  }

  /** Of the model in whose folder the file lies. */
  readFacts({ uri }: vscode.TextDocument): Promise<ModelFacts> {
    const folder = vscode.Uri.joinPath(uri, '..');
    const key = folder.toString();
    const facts = this.#facts.get(key) ?? readModelFacts(uri);
    this.#facts.set(key, facts);
    if (!this.#watchers.has(key)) this.#watchers.set(key, this.#watch(folder));
    return facts;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#watchers.values(), this.#changed, this.#project).dispose();
  }

  #watch(folder: vscode.Uri): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*_state.json'));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event(() => this.#forget());
    return watcher;
  }

  #forget(): void {
    this.#facts.clear();
    this.#changed.fire();
  }

  /** Folders of which no file is open any more. */
  #unwatch(): void {
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
