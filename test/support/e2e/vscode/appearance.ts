import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths';

/** The themes that VS Code brings, one of each kind: its id, its name in the list, and what tells it in the page. */
export const themes = {
  dark: { id: 'Dark 2026', label: 'Dark 2026', kindClass: 'vs-dark' },
  light: { id: 'Light 2026', label: 'Light 2026', kindClass: 'vs' },
  'high-contrast': { id: 'Default High Contrast', label: 'Dark High Contrast', kindClass: 'hc-black' },
  'high-contrast-light': { id: 'Default High Contrast Light', label: 'Light High Contrast', kindClass: 'hc-light' },
} as const;

export type ThemeKind = keyof typeof themes;

export interface Appearance {
  readonly theme: ThemeKind;
  readonly language: 'en' | 'ja';
}

export const usualAppearance: Appearance = { theme: 'dark', language: 'en' };

/** Nothing that asks, advertises or leaves the machine. */
const quiet = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'window.commandCenter': false,
  // Where it asks at all: else it may ask, or not, a while after the window has opened.
  'security.workspace.trust.startupPrompt': 'always',
  // Else a terminal paints its text, which then is not in the page.
  'terminal.integrated.gpuAcceleration': 'off',
};

/** Writes what VS Code reads at each start of a page: the theme, and the language of its texts and ours. */
export async function writeAppearance(data: string, { theme, language }: Appearance): Promise<void> {
  await mkdir(join(data, 'User'), { recursive: true });
  const settings = { ...quiet, 'workbench.colorTheme': themes[theme].id };
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings));
  // Where VS Code keeps the language that was chosen by "Configure Display Language".
  await writeFile(join(data, 'User/argv.json'), JSON.stringify({ locale: language }));
  if (language === 'ja') await writeFile(join(data, 'languagepacks.json'), JSON.stringify(japanesePack));
}

/** VS Code's record of an installed language pack; `scripts/e2eSetup.mjs` has fetched its texts. */
const japanesePack = {
  ja: {
    hash: '0123456789abcdef0123456789abcdef',
    label: '日本語',
    extensions: [{ extensionIdentifier: { id: 'e2e.japanese' }, version: '1.0.0' }],
    translations: { vscode: join(root, '.e2e/japanese.json') },
  },
};
