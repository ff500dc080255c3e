import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEvaluationLog } from '../../src/training/store/curves/evaluationLog';
import { copyProject, modelName } from '../support/e2e/trainedProject';
import { type ThemeKind, themes } from '../support/e2e/vscode/appearance';
import { resolveInWorkspace, server, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

startVsCode('monitor', { prepare: copyProject, timeoutMs: 300_000 });

const getModelFolder = () => resolveInWorkspace('models', modelName);
const getNewestPreview = () => vscode.webview.getByText(/latest preview/);
const readIterations = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'nimble_state.json'), 'utf8')).iterations as number;

test('Escape at any question about a training changes nothing, and Back returns to the question before', async () => {
  await vscode.openTree();
  await vscode.getTreeRow(modelName).waitFor();
  const before = await readFile(resolveInWorkspace('faceswap.json'), 'utf8');
  const widget = vscode.page.locator('.quick-input-widget');
  const questions = [
    ['Train which model?', 'New model…'],
    ['whose face is replaced', 'alice'],
    ['Model type', 'nimble'],
    ['Which faces belong to alice?', 'person_000'],
    ['How long to train?', 'Another number of iterations…'],
    ['Stop at which iteration?', ''],
  ] as const;
  for (const end of questions.keys()) {
    await vscode.runCommand('Faceswap: Train');
    for (const [question, answer] of questions.slice(0, end)) await vscode.pick(question, answer);
    await vscode.waitForPrompt(questions[end]![0]);
    if (end === 2) await vscode.saveScreenshot('kinds');
    if (end === 4) {
      expect(await widget.innerText()).toMatch(/Train \(5\/5\)/);
      await vscode.saveScreenshot('how-long');
      await widget.getByRole('button', { name: 'Back' }).click();
      await vscode.pick('Which faces belong to alice?', 'person_000');
      await vscode.waitForPrompt('How long to train?');
    }
    await vscode.leave(questions[end]![0]);
  }
  expect(await readFile(resolveInWorkspace('faceswap.json'), 'utf8')).toBe(before);
  expect(await readdir(resolveInWorkspace('models'))).toEqual([modelName]);
});

test('a goal that the model has reached already is told while it is asked for', async () => {
  const iterations = await readIterations(getModelFolder());
  await vscode.runCommand('Faceswap: Train');
  await vscode.pick('Train which model?', modelName);
  await vscode.pick('Which faces belong to alice?', 'person_000');
  await vscode.pick('How long to train?', 'Another number of iterations…');
  await vscode.type('Stop at which iteration?', String(iterations));
  await vscode.page.getByText(`The model already has ${iterations} iterations. Enter a higher number.`).waitFor();
  await vscode.leave();
});

test('a training opens its monitor, which shows its progress and follows it', async () => {
  await vscode.runCommand('Faceswap: Train');
  await vscode.pick('Train which model?', modelName);
  await vscode.pick('Which faces belong to alice?', 'person_000');
  await vscode.pick('How long to train?', 'Until I stop');
  await vscode.getTab(`Training: ${modelName}`).waitFor();
  await vscode.webview.locator('.state', { hasText: 'Training' }).waitFor();
  await vscode.webview.getByText('Device').waitFor();
  await vscode.webview.locator('.u-legend', { hasText: 'Loss A' }).waitFor();
  expect(await vscode.webview.locator('.patch').count()).toBeGreaterThanOrEqual(6);
  const before = await getNewestPreview().textContent();
  await expect.poll(() => getNewestPreview().textContent()).not.toBe(before);
  await vscode.saveScreenshot('training');
});

test('the monitor requests a preview, a save and a snapshot from the training', async () => {
  const before = await getNewestPreview().textContent();
  await vscode.webview.getByRole('button', { name: 'Preview now' }).click();
  await expect.poll(() => getNewestPreview().textContent()).not.toBe(before);
  const saved = await readIterations(getModelFolder());
  await vscode.webview.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => readIterations(getModelFolder())).toBeGreaterThan(saved);
  await vscode.webview.getByRole('button', { name: 'Snapshot' }).click();
  const snapshots = async () =>
    (await readdir(resolveInWorkspace('models'))).filter((name) => /_snapshot_\d+_iters$/.test(name));
  await expect.poll(snapshots).toHaveLength(1);
});

test('the keyboard alone finds a face, compares it and zooms to eyes and teeth', async () => {
  const { page, webview } = vscode;
  await webview.locator('.cell[tabindex="0"]').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await webview.locator('.stage').waitFor();
  expect(await webview.getByText(/Face 2 of/).isVisible()).toBe(true);
  expect(await webview.getByLabel('Right of the divider').inputValue()).toBe('2');
  const split = webview.getByLabel('Divider between before and after');
  await split.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => webview.locator('.stage .after').getAttribute('style')).toContain('inset(0px 0px 0px 60%)');
  await webview.getByRole('radio', { name: 'Face', exact: true }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => webview.locator('.stage').count()).toBe(2); // eyes and teeth
  await webview.locator('.stage').first().focus();
  const sizeBefore = await webview.locator('.stage .after').first().getAttribute('style');
  await page.keyboard.press('+');
  expect(await webview.locator('.stage .after').first().getAttribute('style')).not.toBe(sizeBefore);
  await vscode.saveScreenshot('before-and-after');
  await webview.getByRole('radio', { name: 'Before and after' }).focus();
  await page.keyboard.press('ArrowLeft');
  await webview.locator('.cell').first().waitFor();
  await vscode.saveScreenshot('eyes-and-teeth');
});

test('the losses are shown as curves and as a table', async () => {
  const { page, webview } = vscode;
  await webview.getByRole('checkbox', { name: 'ssim A' }).check();
  await webview.getByRole('checkbox', { name: 'Log scale' }).check();
  await webview.locator('.u-legend', { hasText: 'ssim A' }).waitFor();
  await webview.locator('.losses .plot').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('0');
  await webview.getByRole('checkbox', { name: 'Table' }).check();
  await expect.poll(() => webview.locator('.losses tbody tr').count()).toBeGreaterThan(5);
  await vscode.saveScreenshot('table');
  await webview.getByRole('checkbox', { name: 'Table' }).uncheck();
});

test('what is measured on held-out faces is shown as figures, curves and a table, once there is something', async () => {
  const { page, webview } = vscode;
  const section = webview.locator('.evaluation');
  expect(await section.isVisible()).toBe(false);
  const log = await openEvaluationLog(getModelFolder(), 0, () => undefined);
  for (let iteration = 100; iteration <= 4000; iteration += 100)
    log.append({
      ...{ iteration, seconds: Date.now() / 1000, kind: 'save', faces: 16 },
      figures: {
        margin: Math.min(0.4, iteration / 3000) + (iteration % 300) / 100_000,
        likenessToB: Math.min(0.5, iteration / 2500),
        likenessToA: 0.6 - iteration / 10_000,
        nearerToB: iteration < 1000 ? 0.4 : 1,
        mouth: 0.2 + iteration / 8000,
        ssim: 0.5 + iteration / 10_000,
        psnr: 20 + iteration / 1000,
      },
    });
  log.close();
  await section.getByRole('heading', { name: 'On held-out faces' }).waitFor({ timeout: 30_000 });
  await section.getByRole('status').getByText('identity').waitFor();
  expect(await section.locator('.newest').innerText()).toMatch(
    /likeness to A\s*0\.2 ▼\s*, better than before by 0\.01/,
  );
  await section.locator('.u-legend', { hasText: 'margin ↑' }).waitFor();
  await section.getByRole('radio', { name: 'Identity' }).focus();
  await page.keyboard.press('ArrowRight');
  await section.locator('.u-legend', { hasText: 'mouth follows A ↑' }).waitFor();
  await section.locator('.plot').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('0');
  await section.getByRole('checkbox', { name: 'Table of figures' }).check();
  expect(await section.locator('.table-holder tbody tr').count()).toBe(40);
  expect(await section.locator('.table-holder tbody tr').first().innerText()).toMatch(/4,000\s+16\s+0\.4/);
  await vscode.saveScreenshot('table-of-figures');
  await section.getByRole('checkbox', { name: 'Table of figures' }).uncheck();
  await section.getByRole('radio', { name: 'Identity' }).click();
  await section.scrollIntoViewIfNeeded();
  await vscode.saveScreenshot('held-out');
});

test.each(Object.keys(themes) as ThemeKind[])(
  'every part can be read in the theme %s',
  async (kind) => {
    await vscode.changeTheme(kind);
    await vscode.webview.locator('.patch').first().waitFor();
    await vscode.page.waitForTimeout(500); // the plots are drawn anew
    await vscode.saveScreenshot(kind);
    expect(await vscode.findFaults('.patch')).toEqual([]);
  },
  120_000,
);

test('every part stays in reach in a narrow panel', async () => {
  const before = vscode.page.viewportSize()!;
  await vscode.runCommand('View: Close Primary Side Bar');
  await vscode.page.setViewportSize({ width: 300 + 48, height: 720 });
  const measureTooWide = () =>
    vscode.webview.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  await expect.poll(measureTooWide).toBeLessThanOrEqual(0);
  for (const name of ['Stop', 'Snapshot']) {
    const box = (await vscode.webview.getByRole('button', { name }).boundingBox())!;
    expect(box.x + box.width, name).toBeLessThanOrEqual(348);
  }
  await vscode.saveScreenshot('narrow');
  await vscode.page.setViewportSize(before);
});

test('it returns after the window was reloaded, and stops the training with a save', async () => {
  await vscode.changeTheme('dark');
  await vscode.goto(server);
  await vscode.webview.locator('.patch').first().waitFor();
  await vscode.webview.locator('.state', { hasText: 'Training' }).waitFor();
  const before = await readIterations(getModelFolder());
  await vscode.webview.getByRole('button', { name: 'Stop' }).click();
  await vscode.webview.locator('.state', { hasText: 'Stopped' }).waitFor();
  expect(await readIterations(getModelFolder())).toBeGreaterThan(before);
  expect(existsSync(join(getModelFolder(), 'previews', 'previews.json'))).toBe(true);
  for (const name of ['Train On', 'Preview', 'Convert'])
    await vscode.webview.getByRole('button', { name, exact: true }).waitFor();
  await vscode.webview.getByText('A first look:').waitFor();
  await vscode.saveScreenshot('stopped');
  await vscode.closeNotifications();
});

test('a monitor in the background of a reloaded window is not opened twice', async () => {
  await vscode.openFile('faceswap.json');
  await vscode.goto(server);
  await vscode.openTree();
  await vscode.getTreeRow(modelName).waitFor();
  await vscode.runCommand('Faceswap: Open Training Monitor');
  await vscode.webview.locator('.patch').first().waitFor();
  expect(await vscode.page.getByRole('tab', { name: `Training: ${modelName}` }).count()).toBe(1);
});

test('a training that fails at its start says why, and leads to the line of train.ini', async () => {
  const path = join(getModelFolder(), 'train.ini');
  const good = existsSync(path) ? await readFile(path, 'utf8') : '';
  await writeFile(path, '[global]\n\ncoverage = much\n');
  await vscode.webview.getByRole('button', { name: 'Train On', exact: true }).click();
  await vscode.pick('Which faces belong to alice?', 'person_000');
  await vscode.pick('How long to train?', 'First look (about 5 min)');
  await vscode.getNotification('train.ini, line 3: coverage must be a number').waitFor();
  await vscode.webview.locator('.state', { hasText: 'Failed' }).waitFor();
  await vscode.webview.locator('.failure', { hasText: 'coverage must be a number' }).waitFor();
  await vscode.saveScreenshot('failed');
  await vscode.closeNotifications();
  await vscode.webview.getByRole('button', { name: 'Open Log' }).click();
  await vscode.getTab(`Log of Train: ${modelName}`).waitFor();
  await expect.poll(() => vscode.page.locator('.view-lines').innerText()).toMatch(/Failed:.*coverage/);
  await vscode.saveScreenshot('log');
  await vscode.getTab(`Training: ${modelName}`).click();
  await vscode.webview.getByRole('button', { name: 'Open train.ini' }).click();
  await vscode.getTab('train.ini').waitFor();
  await vscode.page.getByText('Ln 3, Col 1').waitFor();
  await writeFile(path, good);
  await vscode.getTab(`Training: ${modelName}`).click();
});

test('a million more iterations do not make the page larger', async () => {
  const { webview } = vscode;
  const log = join(getModelFolder(), 'logs', 'losses.csv');
  const [first, seconds, each, pieces] = [await readIterations(getModelFolder()), Date.now() / 1000, 200_000, 5];
  let elements = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const start = first + piece * each;
    const lines = Array.from(
      { length: each },
      (_, i) => `${start + i + 1},${(seconds + i / 1000).toFixed(1)},0.05,0.04,0.04,0.03,0.01,0.01\n`,
    );
    await appendFile(log, lines.join(''));
    await webview
      .locator('.figures')
      .getByText((start + each).toLocaleString('en'))
      .waitFor();
    elements ||= await webview.locator('*').count();
  }
  expect(await webview.locator('*').count()).toBe(elements);
});

test('every text is Japanese', async () => {
  await vscode.changeLanguage('ja');
  await vscode.webview.locator('.patch').first().waitFor();
  await vscode.saveScreenshot('japanese');
  expect(await vscode.findFaults('.patch')).toEqual([]);
});
