import * as vscode from 'vscode';
import { getTranslations } from '../../shared/l10n';
import type { Contract } from '../protocol/contract';
import { HostChannel } from '../protocol/hostChannel';
import type { Panel, PanelOptions } from './panel';
import { renderPanelPage } from './panelPage';

/** Creates a panel and connects its page. `onError` gets the error of each failed call and each refused message. */
export function createPanel<C extends Contract>(
  options: PanelOptions<C>,
  extension: vscode.Uri,
  onFault: (error: unknown) => void,
): Panel<C> {
  const view = options.restored ?? createView(options);
  const visibility = new vscode.EventEmitter<boolean>();
  const owned: vscode.Disposable[] = [visibility];
  let channel: HostChannel<C> | undefined;
  const panel: Panel<C> = {
    get visible() {
      return view.visible;
    },
    get active() {
      return view.active;
    },
    onDidDispose: view.onDidDispose,
    onDidChangeVisibility: visibility.event,
    emit: (name, value) => channel?.emit(name, value),
    getUri: (path) => view.webview.asWebviewUri(vscode.Uri.file(path)).toString(),
    addDisposables: (...disposables) => void owned.push(...disposables),
    reveal: () => view.reveal(undefined, false),
    dispose: () => view.dispose(),
  };
  const opened = new HostChannel<C>({
    contract: options.contract,
    handlers: options.handlers(panel),
    // A closed page gets no messages and needs none.
    post: (message) => void view.webview.postMessage(message).then(undefined, () => undefined),
    onError: onFault,
  });
  channel = opened;
  owned.push(opened);
  view.webview.onDidReceiveMessage((message: unknown) => void opened.receive(message), undefined, owned);
  view.onDidChangeViewState(() => visibility.fire(view.visible), undefined, owned);
  view.onDidDispose(() => vscode.Disposable.from(...owned).dispose());
  loadPage(view, options, extension);
  return panel;
}

function createView<C extends Contract>(options: PanelOptions<C>): vscode.WebviewPanel {
  const column = options.column ?? vscode.ViewColumn.Active;
  return vscode.window.createWebviewPanel(`faceswap.${options.name}`, options.title, column);
}

function loadPage<C extends Contract>(
  view: vscode.WebviewPanel,
  options: PanelOptions<C>,
  extension: vscode.Uri,
): void {
  const { webview } = view;
  view.title = options.title; // a restored panel has the title of the window before
  const bundles = vscode.Uri.joinPath(extension, 'dist', 'webviews');
  const bundle = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(bundles, file)).toString();
  webview.options = {
    enableScripts: true,
    localResourceRoots: [bundles, ...options.roots.map((path) => vscode.Uri.file(path))],
  };
  const [translations, language] = getTranslations();
  webview.html = renderPanelPage({
    cspSource: webview.cspSource,
    scriptUri: bundle(`${options.name}.js`),
    styleUri: bundle(`${options.name}.css`),
    title: options.title,
    boot: { language, translations, state: options.state },
  });
}
