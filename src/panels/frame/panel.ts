import type * as vscode from 'vscode';
import type { CallHandlers, Contract, EventValue } from '../protocol/contract';

export interface PanelOptions<C extends Contract> {
  /** The name of the bundle (`dist/webviews/<name>.js` and `.css`) and of the view type (`faceswap.<name>`). */
  readonly name: string;
  /** Identifies the panel, usually by the folder that it shows: opening the same key again brings it to the front. */
  readonly key: string;
  readonly title: string;
  readonly contract: C;
  /** The folders from which the page may load files by {@link Panel.getUri}. */
  readonly roots: readonly string[];
  /** JSON that VS Code keeps over a reload of the window, to restore the panel from. */
  readonly state: unknown;
  readonly column?: vscode.ViewColumn;
  /** The view of the panel, where it is restored after a reload of the window. */
  readonly restored?: vscode.WebviewPanel;
  handlers(panel: Panel<C>): CallHandlers<C>;
}

/**
 * An open panel. The page asks for its content when it starts and when it is shown again; events report only changes.
 */
export interface Panel<C extends Contract> {
  readonly visible: boolean;
  /** Whether it is the one that the user works in. */
  readonly active: boolean;
  readonly onDidDispose: vscode.Event<void>;
  readonly onDidChangeVisibility: vscode.Event<boolean>;
  emit<K extends keyof C['events'] & string>(name: K, value: EventValue<C, K>): void;
  /** Returns the URI by which the page loads a file in one of the roots. */
  getUri(path: string): string;
  /** Adds what is disposed together with the panel. */
  addDisposables(...disposables: vscode.Disposable[]): void;
  reveal(): void;
  dispose(): void;
}
