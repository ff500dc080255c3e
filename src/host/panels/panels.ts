import * as vscode from 'vscode';
import { currentTranslations } from '../../shared/l10n';
import type { CallHandlers, Contract, EventValue } from '../../shared/panels/contract';
import { HostChannel } from '../../shared/panels/hostChannel';
import { panelPage } from './panelPage';

export interface PanelOptions<C extends Contract> {
  /** The bundle of the page: `dist/webviews/<name>.js` and `.css`; the type of its view is `faceswap.<name>`. */
  readonly name: string;
  /** There is one panel for each key, the folder that it shows: asked for again, it comes to the front. */
  readonly key: string;
  readonly title: string;
  readonly contract: C;
  /** Folders whose pictures the page may load through {@link Panel.uriOf}. */
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
  uriOf(path: string): string;
  /** Disposed together with the panel. */
  own(...disposables: vscode.Disposable[]): void;
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
  open<C extends Contract>(options: PanelOptions<C>): Panel<C> {
    const id = `${options.name}:${options.key}`;
    const known = this.#open.get(id)?.panel as Panel<C> | undefined;
    if (known && options.restored) options.restored.dispose();
    if (known) known.reveal();
    return known ?? this.#show(id, options);
  }

  /** Opens the panels of that name again after the window was reloaded; `restore` checks the state, which is foreign. */
  restoreWith(name: string, restore: (view: vscode.WebviewPanel, state: unknown) => Promise<void>): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(`faceswap.${name}`, {
      deserializeWebviewPanel: async (view, kept: unknown) => {
        const state = typeof kept === 'object' && kept !== null && 'state' in kept ? kept.state : undefined;
        await restore(view, state).catch((error: unknown) => {
          this.#log.warn(`${name}:`, error instanceof Error ? error : String(error));
          view.dispose();
        });
      },
    });
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #show<C extends Contract>(id: string, options: PanelOptions<C>): Panel<C> {
    const view = options.restored ?? this.#create(options);
    const visibility = new vscode.EventEmitter<boolean>();
    const owned: vscode.Disposable[] = [visibility];
    let channel: HostChannel<C> | undefined;
    const panel: Panel<C> = {
      get visible() {
        return view.visible;
      },
      onDidDispose: view.onDidDispose,
      onDidChangeVisibility: visibility.event,
      emit: (name, value) => channel?.emit(name, value),
      uriOf: (path) => view.webview.asWebviewUri(vscode.Uri.file(path)).toString(),
      own: (...disposables) => void owned.push(...disposables),
      reveal: () => view.reveal(undefined, false),
      dispose: () => view.dispose(),
    };
    const opened = new HostChannel<C>({
      contract: options.contract,
      handlers: options.handlers(panel),
      // A page that is closed hears nothing, and need not.
      post: (message) => void view.webview.postMessage(message).then(undefined, () => undefined),
      onFault: (error) => this.#log.warn(`${id}:`, error instanceof Error ? error : String(error)),
    });
    channel = opened;
    owned.push(opened);
    view.webview.onDidReceiveMessage((message: unknown) => void opened.receive(message), undefined, owned);
    view.onDidChangeViewState(() => visibility.fire(view.visible), undefined, owned);
    view.onDidDispose(() => {
      this.#open.delete(id);
      vscode.Disposable.from(...owned).dispose();
    });
    this.#open.set(id, { panel: panel as unknown as Panel<Contract> });
    this.#load(view, options);
    return panel;
  }

  #create<C extends Contract>(options: PanelOptions<C>): vscode.WebviewPanel {
    const column = options.column ?? vscode.ViewColumn.Active;
    return vscode.window.createWebviewPanel(`faceswap.${options.name}`, options.title, column);
  }

  #load<C extends Contract>(view: vscode.WebviewPanel, options: PanelOptions<C>): void {
    const { webview } = view;
    view.title = options.title; // a restored one has that of the window before
    const bundles = vscode.Uri.joinPath(this.#extension, 'dist', 'webviews');
    const bundle = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(bundles, file)).toString();
    webview.options = {
      enableScripts: true,
      localResourceRoots: [bundles, ...options.roots.map((path) => vscode.Uri.file(path))],
    };
    const [translations, language] = currentTranslations();
    webview.html = panelPage({
      cspSource: webview.cspSource,
      scriptUri: bundle(`${options.name}.js`),
      styleUri: bundle(`${options.name}.css`),
      title: options.title,
      boot: { language, translations, state: options.state },
    });
  }
}
