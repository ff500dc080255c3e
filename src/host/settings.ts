import * as vscode from 'vscode';
import { type Settings, settingDefaults } from './settingDefaults';

/** Returns the value of a setting of the extension, as the user, the workspace or its default has it. */
export function getSetting<K extends keyof Settings>(key: K): Settings[K] {
  return vscode.workspace.getConfiguration('faceswap').get<Settings[K]>(key, settingDefaults[key]);
}

/** Returns the environment variables by which the settings reach the process of a job. */
export function buildJobEnvironment(): Record<string, string> {
  const ffmpegPath = getSetting('ffmpegPath').trim();
  return ffmpegPath === '' ? {} : { FACESWAP_FFMPEG: ffmpegPath };
}
