import * as vscode from 'vscode';

/** What the user's settings mean for a job's process. */
export function jobEnvironment(): Record<string, string> {
  const ffmpegPath = vscode.workspace.getConfiguration('faceswap').get<string>('ffmpegPath', '').trim();
  return ffmpegPath === '' ? {} : { FACESWAP_FFMPEG: ffmpegPath };
}
