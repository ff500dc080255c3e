import { basename, join } from 'node:path';
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
    context.setDefaultTimeout(60_000);
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
    await this.getActivity('Faceswap').waitFor({ timeout: 120_000 });
  }

  /** Changes the theme of the open page. */
  async changeTheme(theme: ThemeKind): Promise<void> {
    this.#appearance = { ...this.#appearance, theme };
    await this.runCommand('Preferences: Color Theme');
    await this.#input.fill(themes[theme].label);
    await this.#getRow(themes[theme].label).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.monaco-workbench.${themes[theme].kindClass}`).waitFor();
  }

  /** Opens the page anew in `language`, if it is in another. The palette finds commands by their English names in all of them. */
  async changeLanguage(language: Appearance['language']): Promise<void> {
    if (this.#appearance.language === language) return;
    this.#appearance = { ...this.#appearance, language };
    await this.#server.show(this.#appearance);
    await this.goto(this.#server);
  }

  getActivity(title: string): Locator {
    return this.page.locator(`.activitybar [aria-label="${title}"]`).first();
  }

  /** Runs a command from the palette, which is opened anew when something that takes the focus has closed it. */
  async runCommand(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await this.#input.fill(`>${title}`, { timeout: 5_000 });
        return await this.#getRow(title).click({ timeout: 10_000 });
      } catch (error) {
        if (attempt === 3) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Answers an input box. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.page.locator('.quick-input-widget').filter({ hasText: prompt }).waitFor();
    await this.#input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses an entry of a quick pick. */
  async pick(placeHolder: string, label: string): Promise<void> {
    await this.waitForPrompt(placeHolder);
    await this.page.mouse.move(0, 0); // the tooltip of another row may cover this one
    await this.#getRow(label).click();
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
    await this.#getRow(label).click();
  }

  /** Ticks an entry of a quick pick that takes several, and confirms. */
  async tick(placeHolder: string, label: string): Promise<void> {
    await this.waitForPrompt(placeHolder);
    await this.#getRow(label).click();
    await this.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  }

  /** Draws the side bar's edge to the right, until long names fit; VS Code keeps it there. */
  async widenSideBar(): Promise<void> {
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
    await this.page.keyboard.press('Control+p');
    await this.#input.fill(path);
    await this.#getRow(basename(path)).waitFor();
    await this.page.keyboard.press('Enter');
    await this.getTab(basename(path)).waitFor();
  }

  getTreeRow(text: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Points at `target` until `shown` shows: a list that is drawn anew under the mouse forgets it. */
  async hoverUntil(target: Locator, shown: Locator): Promise<void> {
    await this.#actUntil(shown, async () => {
      await this.page.mouse.move(0, 0);
      await target.hover();
    });
  }

  /** Unfolds a row, below which `child` is: a click may meet another row while the tree is still being filled. */
  async unfold(row: Locator, child: Locator): Promise<void> {
    const folded = row.locator('.monaco-tl-twistie.collapsed');
    await this.#actUntil(child, async () => {
      if ((await folded.count()) > 0) await folded.click();
    });
  }

  /** Opens the context menu of a row, in which `item` is. */
  async openMenu(row: Locator, item: Locator): Promise<void> {
    await this.#actUntil(item, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.mouse.move(0, 0); // the tooltip of another row may cover this one
      await row.click({ button: 'right' });
    });
  }

  /** Applies a quick fix at the cursor; asks again where the problem was not known yet. */
  async applyQuickFix(title: string): Promise<void> {
    const fix = this.page.locator('.action-widget .monaco-list-row').filter({ hasText: title }).first();
    await this.#actUntil(fix, async () => {
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
  async #actUntil(shown: Locator, act: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await act();
      try {
        return await shown.waitFor({ timeout: 6_000 });
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  get #input(): Locator {
    return this.page.locator('.quick-input-widget input.input').first();
  }

  #getRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Waits until a question is asked: of a quick pick by its hint, of an input box by its text. */
  async waitForPrompt(words: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const byHint = this.page.locator(`.quick-input-widget:has(input.input[placeholder*="${words}"])`);
    await widget.filter({ hasText: words }).or(byHint).first().waitFor();
  }
}
