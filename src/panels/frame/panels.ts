import * as vscode from 'vscode';
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

/** Opens the panels of this window. */
export class Panels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #open = new Map<string, { readonly panel: Panel<Contract> }>();

  constructor(extension: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  /** The panel of that name and key; one that is open already comes to the front. */
  async open<C extends Contract>(options: PanelOptions<C>): Promise<Panel<C>> {
    // Not before the first panel: the checks of messages are a large part of the extension.
    const { createPanel: showPanel } = await import('./showPanel');
    const id = `${options.name}:${options.key}`;
    const known = this.#open.get(id)?.panel as Panel<C> | undefined;
    if (known && options.restored) options.restored.dispose();
    if (known) known.reveal();
    return (
      known ??
      this.#keep(
        id,
        showPanel(options, this.#extension, (error) => this.#tell(id, error)),
      )
    );
  }

  /** Opens the panels of that name again after the window was reloaded; `restore` checks the state, which is foreign. */
  registerRestore(
    name: string,
    restore: (view: vscode.WebviewPanel, state: unknown) => Promise<void>,
  ): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(`faceswap.${name}`, {
      deserializeWebviewPanel: async (view, kept: unknown) => {
        const state = typeof kept === 'object' && kept !== null && 'state' in kept ? kept.state : undefined;
        await restore(view, state).catch((error: unknown) => {
          this.#tell(name, error);
          view.dispose();
        });
      },
    });
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #keep<C extends Contract>(id: string, panel: Panel<C>): Panel<C> {
    this.#open.set(id, { panel: panel as unknown as Panel<Contract> });
    panel.onDidDispose(() => this.#open.delete(id));
    return panel;
  }

  #tell(who: string, error: unknown): void {
    this.#log.warn(`${who}:`, error instanceof Error ? error : String(error));
  }
}
