import * as vscode from 'vscode';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';
import { commandLoaders } from './commandLoaders';
import { showError } from './showError';

export function registerCommands(services: Services): vscode.Disposable {
  const register = ([name, load]: [string, () => Promise<CommandHandler>]) =>
    vscode.commands.registerCommand(`faceswap.${name}`, (first: unknown, second: unknown) =>
      load()
        .then((step) => step(services, parseNode(first), collectPaths(first, second)))
        .catch((error) => showError(services, error)),
    );
  return vscode.Disposable.from(...Object.entries(commandLoaders).map(register));
}

/** Returns the entry of the tree, if it is one: a key binding or another extension may pass anything. */
function parseNode(argument: unknown): TreeNode | undefined {
  const isNode = typeof argument === 'object' && argument !== null && 'kind' in argument && 'children' in argument;
  return isNode ? (argument as TreeNode) : undefined;
}

/** Returns the paths of the selected entries or files; VS Code passes a single file as the first argument only. */
function collectPaths(first: unknown, second: unknown): string[] {
  const selected: unknown[] = Array.isArray(second) ? second : first instanceof vscode.Uri ? [first] : [];
  return selected.flatMap((entry) => {
    if (entry instanceof vscode.Uri) return entry.scheme === 'file' ? [entry.fsPath] : [];
    return parseNode(entry)?.path ?? [];
  });
}
