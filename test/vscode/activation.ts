import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { getExtension } from './extension';

interface Contributions {
  readonly commands: readonly { readonly command: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
}

describe('activation', () => {
  it('waits until a project or something of the extension is used', () => {
    assert.equal(getExtension().isActive, false);
    // A project may have jobs that went on without a window; a reloaded window has panels.
    const events: string[] = getExtension().packageJSON.activationEvents;
    assert.ok(events.every((event) => /^(workspaceContains:faceswap\.json|onWebviewPanel:faceswap\.\w+)$/.test(event)));
  });

  it('registers every command of the manifest', async () => {
    await getExtension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { commands, menus } = getExtension().packageJSON.contributes as Contributions;
    // A menu may hold another menu.
    const named = [...commands, ...Object.values(menus).flat()].flatMap(({ command }) => command ?? []);
    assert.deepEqual(
      named.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('runs where the files are', () => {
    assert.deepEqual(getExtension().packageJSON.extensionKind, ['workspace']);
    assert.equal(getExtension().extensionKind, vscode.ExtensionKind.Workspace);
  });

  it('shows its titles in words', () => {
    const { commands } = getExtension().packageJSON.contributes as {
      commands: { title: string | { value: string } }[];
    };
    for (const { title } of commands) assert.doesNotMatch(JSON.stringify(title), /%/);
  });
});
