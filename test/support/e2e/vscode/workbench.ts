import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import sharp from 'sharp';
import { type Appearance, type ThemeKind, themes, usualAppearance } from './appearance';
import { findAccessibilityFaults } from './audit';
import { picturesFolder, root } from './paths';
import type { VsCodeServer } from './server';

const browserArguments = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** A gesture that is repeated need not wait long for what it is made on. */
const pressOptions = { timeout: 5_000 };
const maxAttempts = 8;

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.E2E_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, headless: true, args: browserArguments });
}

/** A page of VS Code, used as a person would: by the palette, by clicks and by the keyboard. */
export class Workbench {
  /** Requests to other machines, of which there should be none. */
  readonly foreignRequests: string[] = [];
  readonly page: Page;
  #appearance: Appearance;
  #shots = 0;
  readonly #server: VsCodeServer;
  readonly #name: string;

  private constructor(page: Page, server: VsCodeServer, name: string, appearance: Appearance) {
    this.page = page;
    this.#server = server;
    this.#name = name;
    this.#appearance = appearance;
  }

  /** Opens a page in `browser`; `name` starts the names of its screenshots. */
  static async open(
    browser: Browser,
    server: VsCodeServer,
    name: string,
    appearance: Partial<Appearance> = {},
  ): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });
    context.setDefaultTimeout(300_000);
    const chosen = { ...usualAppearance, ...appearance };
    await server.show(chosen);
    const workbench = new Workbench(await context.newPage(), server, name, chosen);
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      // The service worker of VS Code's webviews answers these names inside the browser.
      const isResource = host.endsWith('.vscode-resource.vscode-cdn.net');
      if (/^(http|ws)/.test(protocol) && host !== new URL(server.url).host && !isResource)
        workbench.foreignRequests.push(request.url());
    });
    return workbench;
  }

  async goto(server: VsCodeServer): Promise<void> {
    await this.page.goto(`${server.url}/?${new URLSearchParams({ folder: server.workspace })}`);
    await this.getActivity('Faceswap').waitFor();
  }

  /** Changes the theme of the open page; its list is opened again where something that takes the focus has closed it. */
  async changeTheme(theme: ThemeKind): Promise<void> {
    this.#appearance = { ...this.#appearance, theme };
    const { label, kindClass } = themes[theme];
    await this.actUntil(this.#getRow(label), async () => {
      if (await this.#widget.isVisible()) await this.page.keyboard.press('Escape');
      await this.runCommand('Preferences: Color Theme');
      await this.#input.fill(label, pressOptions);
    });
    await this.#actWhile(this.#widget, () => this.#input.press('Enter', pressOptions));
    await this.page.locator(`.monaco-workbench.${kindClass}`).waitFor();
  }

  /** Opens the page anew in `language`, if it is in another. The palette finds commands by their English names in all of them. */
  async changeLanguage(language: Appearance['language']): Promise<void> {
    if (this.#appearance.language === language) return;
    this.#appearance = { ...this.#appearance, language };
    await this.#server.show(this.#appearance);
    await this.goto(this.#server);
  }

  /** Shows the project in the side bar, which may be on its way there: another click would close it. */
  async openTree(): Promise<void> {
    const title = this.page.locator('.part.sidebar .composite.title').filter({ hasText: 'Faceswap' });
    await this.actUntil(title, async () => {
      if (!(await title.isVisible())) await this.getActivity('Faceswap').click();
    });
  }

  getActivity(title: string): Locator {
    return this.page.locator(`.activitybar [aria-label="${title}"]`).first();
  }

  /**
   * Runs a command from the palette, which is opened anew when something that takes the focus has closed it, and clicked again
   * where its list was drawn anew under the mouse.
   */
  async runCommand(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await this.#input.fill(`>${title}`, { timeout: 5_000 });
        await this.#getRow(title).click({ timeout: 10_000 });
        await this.page.waitForFunction(isPaletteClosed, undefined, { timeout: 3_000 });
        return;
      } catch (error) {
        if (attempt === maxAttempts) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Types into an input box, and leaves it open. */
  async type(prompt: string, text: string): Promise<void> {
    await this.waitForPrompt(prompt);
    await this.#input.fill(text);
  }

  /** Answers an input box. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.type(prompt, text);
    await this.#actWhile(this.#getPrompt(prompt), () => this.#input.press('Enter', pressOptions));
  }

  /** Chooses an entry of a quick pick; again where the list was drawn anew under the mouse. */
  async pick(placeHolder: string, label: string): Promise<void> {
    const prompt = this.#getPrompt(placeHolder);
    await prompt.waitFor();
    const row = prompt.locator('.monaco-list-row').filter({ hasText: label }).first();
    await row.waitFor();
    await this.#actWhile(prompt, async () => {
      await this.page.mouse.move(0, 0); // the tooltip of another row may cover this one
      await row.click(pressOptions);
    });
  }

  /** Leaves the open question by Escape, when it is the one of `prompt`. */
  async leave(prompt = ''): Promise<void> {
    await this.waitForPrompt(prompt);
    await this.#actWhile(this.#widget, () => this.#input.press('Escape', pressOptions));
  }

  /**
   * Answers VS Code's own file dialog. It fills in a path of its own a moment after it has opened, and knows what is typed only
   * when it has listed the folder; then it points at the file, where there is one.
   */
  async choosePath(title: string, path: string): Promise<void> {
    const dialog = this.#widget.filter({ hasText: title });
    const rows = dialog.locator('.monaco-list-row');
    await rows.first().waitFor();
    const isThere = existsSync(path);
    const taken = isThere ? rows.and(this.page.locator('.focused')).filter({ hasText: basename(path) }) : rows.first();
    await this.actUntil(taken, () => this.#input.fill(path, pressOptions));
    await this.#actWhile(dialog, async () => {
      if ((await this.#input.inputValue(pressOptions)) !== path) await this.#input.fill(path, pressOptions);
      await this.#input.press('Enter', pressOptions);
    });
  }

  /** The open question, when it shows all of `texts`. */
  getQuestion(...texts: readonly string[]): Locator {
    return texts.reduce(
      (found, text) => found.filter({ hasText: text }).or(found.filter({ has: this.page.getByPlaceholder(text) })),
      this.page.locator('.quick-input-widget'),
    );
  }

  /** Returns to the question before. */
  async goBack(): Promise<void> {
    await this.page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
  }

  /** Chooses an entry, whatever the language of the question. */
  async choose(label: string | RegExp): Promise<void> {
    await this.#actWhile(this.#getRow(label), () => this.#getRow(label).click(pressOptions));
  }

  /** Ticks an entry of a quick pick that takes several, and confirms. */
  async tick(placeHolder: string, label: string): Promise<void> {
    const prompt = this.#getPrompt(placeHolder);
    const row = prompt.locator('.monaco-list-row').filter({ hasText: label }).first();
    await row.waitFor();
    const ticked = row.locator('[aria-checked="true"], :checked').first();
    await this.actUntil(ticked, () => row.click(pressOptions));
    await this.#actWhile(prompt, () => prompt.getByRole('button', { name: 'OK' }).click(pressOptions));
  }

  /** Draws the side bar's edge to the right, until long names fit; VS Code keeps it there. */
  async widenSideBar(): Promise<void> {
    await this.page.locator('.part.sidebar').waitFor();
    const edge = await this.page.locator('.part.sidebar').boundingBox();
    if (!edge) throw new Error('there is no side bar');
    if (edge.width > 360) return;
    const [x, y] = [edge.x + edge.width + 2, edge.y + edge.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 100, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Opens a file of the workspace by its path there. */
  async openFile(path: string): Promise<void> {
    const folder = dirname(path);
    const rows = this.#widget.locator('.monaco-list-row').filter({ hasText: basename(path) });
    const row = (folder === '.' ? rows : rows.filter({ hasText: folder })).first();
    await this.actUntil(row, async () => {
      // In the open list the keys would choose the next entry.
      if (!(await this.#input.isVisible())) await this.page.keyboard.press('Control+p');
      await this.#input.fill(path, pressOptions);
    });
    await this.#actWhile(this.#widget, () => row.click(pressOptions));
    await this.getTab(basename(path)).waitFor();
  }

  getTreeRow(text: string | RegExp): Locator {
    return this.page.locator('.customview-tree .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Points at `target` until `shown` shows: a list that is drawn anew under the mouse forgets it. */
  async hoverUntil(target: Locator, shown: Locator): Promise<void> {
    await this.actUntil(shown, async () => {
      await this.page.mouse.move(0, 0);
      await target.hover(pressOptions);
    });
  }

  /** Unfolds a row, below which `child` is: a click may meet another row while the tree is still being filled. */
  async unfold(row: Locator, child: Locator): Promise<void> {
    const folded = row.locator('.monaco-tl-twistie.collapsed');
    await this.actUntil(child, async () => {
      if ((await folded.count()) > 0) await this.clickRow(folded);
    });
  }

  /** Opens the context menu of a row, in which `item` is. */
  async openMenu(row: Locator, item: Locator): Promise<void> {
    await this.actUntil(item, async () => {
      await this.page.keyboard.press('Escape');
      await this.clickRow(row, { button: 'right' });
    });
  }

  /** Clicks a row of the tree. The tooltip of another row may cover it, and stays where that row has gone: a key closes it. */
  async clickRow(row: Locator, options: Parameters<Locator['click']>[0] = {}): Promise<void> {
    await row.waitFor();
    for (let attempt = 1; ; attempt++) {
      await this.page.mouse.move(0, 0);
      try {
        return await row.click({ ...pressOptions, ...options });
      } catch (error) {
        if (attempt === maxAttempts) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /**
   * Presses a key on a row of the tree until `shown` shows. The row is selected without opening what it stands for, and again
   * where the tree was drawn anew under the mouse.
   */
  async pressOnRow(row: Locator, key: string, shown: Locator): Promise<void> {
    await row.waitFor();
    await this.actUntil(shown, async () => {
      await this.page.mouse.move(0, 0);
      if ((await row.and(this.page.locator('.selected')).count()) === 0)
        await row.click({ modifiers: ['ControlOrMeta'], ...pressOptions });
      else await this.page.locator('.customview-tree .monaco-list').first().focus();
      await this.page.keyboard.press(key);
    });
  }

  /** Chooses from the context menu of a row by a key, because VS Code ignores a click right after the menu opens. */
  async chooseFromMenu(row: Locator, label: string | RegExp): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: label });
    await this.openMenu(row, item);
    await this.#actWhile(item, async () => {
      await item.hover(pressOptions);
      await this.page.keyboard.press('Enter');
    });
  }

  /** Applies a quick fix at the cursor; asks again where the problem was not known yet. */
  async applyQuickFix(title: string): Promise<void> {
    const fix = this.page.locator('.action-widget .monaco-list-row').filter({ hasText: title }).first();
    await this.actUntil(fix, async () => {
      if (await this.page.locator('.action-widget').isVisible()) await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+.');
    });
    await fix.click();
  }

  getNotification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
  }

  getStatusEntry(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /** The panel below the editors, when it shows `text`. */
  getPanel(text: string): Locator {
    return this.page.locator('.part.panel').filter({ hasText: text });
  }

  getTab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name }).first();
  }

  /** The document inside the webview that shows. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  }

  /**
   * What axe-core finds wrong in the webview that shows, and texts that do not fit: none if all is well. Waits for
   * `selector`, which shows that the panel has its content.
   */
  async findFaults(selector: string): Promise<string[]> {
    await this.webview.locator(selector).first().waitFor();
    const frame = await (await this.webview.locator('body').elementHandle())?.ownerFrame();
    if (!frame) throw new Error('no webview shows');
    return findAccessibilityFaults(frame);
  }

  /** How long VS Code says that the activation of the extension took. */
  async readActivationMs(): Promise<number> {
    await this.page.setViewportSize({ width: 1400, height: 2400 }); // so that its whole list shows
    await this.runCommand('Developer: Show Running Extensions');
    const rows = this.page.locator('.runtime-extensions-editor .monaco-list-row');
    const figure = rows.filter({ hasText: 'Faceswap Workbench' }).getByText(/Activation: \d+ms/);
    return Number(/\d+/.exec((await figure.textContent()) ?? '')?.[0]);
  }

  async closeNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** Keeps a picture under e2e-shots/. */
  async saveScreenshot(title: string): Promise<void> {
    const number = String(++this.#shots).padStart(2, '0');
    const path = join(root, 'e2e-shots', `${this.#name}-${number}-${title}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
  }

  /** Keeps a picture for the documentation, where `npm run screens` asks for it; else under e2e-shots/. */
  async savePicture(name: string): Promise<void> {
    if (picturesFolder === undefined) return await this.saveScreenshot(name);
    await this.page.mouse.move(0, 0);
    await sharp(await this.page.screenshot())
      .webp({ quality: 80, effort: 6 })
      .toFile(join(picturesFolder, `${name}.webp`));
  }

  /** Does what makes `shown` show, and does it again where the window, busy with something else, passed over it. */
  async actUntil(shown: Locator, act: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const failure = await act().then(
        () => undefined,
        (error: unknown) => error,
      );
      try {
        return await shown.waitFor({ timeout: 6_000 });
      } catch (error) {
        if (attempt === maxAttempts) throw failure ?? error;
      }
    }
  }

  /** Does what makes `shown` disappear, and does it again where the window passed over it. */
  async #actWhile(shown: Locator, act: () => Promise<unknown>): Promise<void> {
    await shown.waitFor();
    for (let attempt = 1; ; attempt++) {
      await act().catch(() => undefined); // it may disappear meanwhile
      try {
        return await shown.waitFor({ state: 'hidden', timeout: 6_000 });
      } catch (error) {
        if (attempt === maxAttempts) throw error;
      }
    }
  }

  get #widget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  get #input(): Locator {
    return this.#widget.locator('input.input').first();
  }

  #getRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Waits until a question is asked: of a quick pick by its hint, of an input box by its text. */
  async waitForPrompt(words: string): Promise<void> {
    await this.#getPrompt(words).waitFor();
  }

  #getPrompt(words: string): Locator {
    const byHint = this.page.locator(`.quick-input-widget:has(input.input[placeholder*="${words}"])`);
    return this.#widget.filter({ hasText: words }).or(byHint).first();
  }
}

/** Runs in the page. */
function isPaletteClosed(): boolean {
  const widget = document.querySelector<HTMLElement>('.quick-input-widget');
  return !widget?.checkVisibility() || !widget.querySelector<HTMLInputElement>('input.input')?.value.startsWith('>');
}
