import * as vscode from 'vscode';
import type { CommandHandler } from '../services';
import { openResult } from './convert';
import { isOnThisDesktop } from './reveal';

/** Opens a video, a picture or a folder in the program that the system has for it; in a browser, in an editor. */
export const openExternally: CommandHandler = async (_services, node) => {
  if (node?.path === undefined) return;
  const uri = vscode.Uri.file(node.path);
  const isOpen = isOnThisDesktop() && (await vscode.env.openExternal(uri));
  if (!isOpen) await openResult(node.path);
};
