import type * as vscode from 'vscode';
import type { CallHandlers, Contract, EventValue } from '../protocol/contract';

export interface PanelOptions<C extends Contract> {
  /** The bundle of the page: `dist/webviews/<name>.js` and `.css`; the type of its view is `faceswap.<name>`. */
  readonly name: string;
  /** There is one panel for each key, the folder that it shows: asked for again, it comes to the front. */
  readonly key: string;
  readonly title: string;
  readonly contract: C;
  /** Folders whose pictures the page may load through {@link Panel.getUri}. */
  readonly roots: readonly string[];
  /** Kept over a reload of the window, and given to whoever restores the panel. JSON. */
  readonly state: unknown;
  readonly column?: vscode.ViewColumn;
  /** The panel of a window that was reloaded. */
  readonly restored?: vscode.WebviewPanel;
  handlers(panel: Panel<C>): CallHandlers<C>;
}

/** An open panel. The page asks for all it shows when it starts and when it is shown again; events only say what changed. */
export interface Panel<C extends Contract> {
  readonly visible: boolean;
  readonly onDidDispose: vscode.Event<void>;
  readonly onDidChangeVisibility: vscode.Event<boolean>;
  emit<K extends keyof C['events'] & string>(name: K, value: EventValue<C, K>): void;
  /** The address under which the page loads a file below one of the roots. */
  getUri(path: string): string;
  /** Disposed together with the panel. */
  addDisposables(...disposables: vscode.Disposable[]): void;
  reveal(): void;
  dispose(): void;
}
