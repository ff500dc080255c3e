import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * What is wrong with a document for those who see little or use no mouse, by axe-core's rules of WCAG 2.2 AA (contrast,
 * names, roles, focus), and which texts do not fit: one line a fault, none if all is well.
 */
export async function findAccessibilityFaults(frame: Frame): Promise<string[]> {
  await frame.evaluate(await readFile(axePath, 'utf8'));
  return [...(await frame.evaluate(runAxe)), ...(await frame.evaluate(findCutTexts))];
}

/** Runs in the page. */
async function runAxe(): Promise<string[]> {
  type Result = { violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[] };
  const { axe } = globalThis as unknown as { axe: { run(root: Document, options: object): Promise<Result> } };
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // A panel is a part of VS Code's page, which has the landmarks and the first heading.
  const rules = Object.fromEntries(
    ['region', 'landmark-one-main', 'page-has-heading-one'].map((rule) => [rule, { enabled: false }]),
  );
  const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags }, rules });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${target.join(' ')}): ${failureSummary}`),
  );
}

/** Runs in the page: texts wider than the element that holds them, where nothing tells the whole text. */
function findCutTexts(): string[] {
  const holdsText = (element: Element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
  return [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((element) => holdsText(element) && element.clientWidth > 1)
    .filter(
      ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
        scrollWidth > clientWidth + 1 || scrollHeight > clientHeight * 1.5,
    )
    .filter((element) => !/auto|scroll/.test(getComputedStyle(element).overflow))
    .filter((element) => element.closest('[title]')?.getAttribute('title')?.includes(element.innerText.trim()) !== true)
    .map(
      (element) =>
        `cut: "${element.innerText.trim().slice(0, 60)}" in ${element.tagName.toLowerCase()}.${element.className}`,
    );
}
