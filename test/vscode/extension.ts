import * as vscode from 'vscode';
import type { FaceswapApi } from '../../src/extension';

/** The extension under test. */
export function getExtension(): vscode.Extension<FaceswapApi> {
  const found = vscode.extensions.getExtension<FaceswapApi>('faceswap-workbench.faceswap-workbench');
  if (!found) throw new Error('the extension is not installed');
  return found;
}

/** Polls until `look` gives something. */
export async function waitFor<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
}
