import * as vscode from 'vscode';
import type { StageOptions } from '../stages/stages';

export type MaskType = StageOptions<'convert'>['maskType'];

/** What the user's settings mean for a job's process. */
export function buildJobEnvironment(): Record<string, string> {
  const ffmpegPath = vscode.workspace.getConfiguration('faceswap').get<string>('ffmpegPath', '').trim();
  return ffmpegPath === '' ? {} : { FACESWAP_FFMPEG: ffmpegPath };
}

/** By which faces are put in; a stage refuses what is none. */
export function getDefaultMaskType(): MaskType {
  return vscode.workspace.getConfiguration('faceswap').get<MaskType>('convert.maskType', 'auto');
}
