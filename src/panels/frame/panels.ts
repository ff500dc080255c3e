import * as vscode from 'vscode';
import type { Contract } from '../protocol/contract';
import type { Panel, PanelOptions } from './panel';

/** Opens and restores the panels of this window. */
export class Panels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #open = new Map<string, { readonly panel: Panel<Contract> }>();

  constructor(extension: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  /** Returns the panel with that name and key; one that is already open comes to the front. */
  async open<C extends Contract>(options: PanelOptions<C>): Promise<Panel<C>> {
    // Loaded with the first panel: the schemas of messages are a large part of the extension.
    const { createPanel } = await import('./showPanel');
    const id = `${options.name}:${options.key}`;
    const known = this.#open.get(id)?.panel as Panel<C> | undefined;
    if (known && options.restored) options.restored.dispose();
    if (known) known.reveal();
    else if (!options.restored) await closeUnrestoredTab(options);
    return (
      known ??
      this.#register(
        id,
        createPanel(options, this.#extension, (error) => this.#logError(id, error)),
      )
    );
  }

  /**
   * Registers how panels of that name are restored after a reload. `restore` must check the state, which may be
   * anything.
   */
  registerRestore(
    name: string,
    restore: (view: vscode.WebviewPanel, state: unknown) => Promise<void>,
  ): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(`faceswap.${name}`, {
      deserializeWebviewPanel: async (view, kept: unknown) => {
        const state = typeof kept === 'object' && kept !== null && 'state' in kept ? kept.state : undefined;
        await restore(view, state).catch((error: unknown) => {
          this.#logError(name, error);
          view.dispose();
        });
      },
    });
  }

  /** Returns the keys of the open panels of that name. */
  listKeys(name: string): string[] {
    const start = `${name}:`;
    return [...this.#open.keys()].filter((id) => id.startsWith(start)).map((id) => id.slice(start.length));
  }

  /** Closes a panel, if it is open. */
  close(name: string, key: string): void {
    this.#open.get(`${name}:${key}`)?.panel.dispose();
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #register<C extends Contract>(id: string, panel: Panel<C>): Panel<C> {
    this.#open.set(id, { panel: panel as unknown as Panel<Contract> });
    panel.onDidDispose(() => this.#open.delete(id));
    return panel;
  }

  #logError(who: string, error: unknown): void {
    this.#log.warn(`${who}:`, error instanceof Error ? error : String(error));
  }
}

/**
 * Closes the tab of the same panel from before a reload of the window: VS Code restores it only when it is shown, and there
 * would be two.
 */
async function closeUnrestoredTab({ name, title }: Pick<PanelOptions<Contract>, 'name' | 'title'>): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const same = tabs.filter(
    ({ input, label }) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith(`faceswap.${name}`) && label === title,
  );
  if (same.length > 0) await vscode.window.tabGroups.close(same);
}
