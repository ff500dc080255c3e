import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { savedState } from '../support/savedState';
import { waitFor } from './extension';
import { MemoryFiles } from './memoryFiles';

const files = {
  '/models/made/train.ini': '[global]\ncentering = face\ncoverege = 90\n',
  '/models/made/original_state.json': JSON.stringify(savedState),
};

describe('settings files that are not on disk', () => {
  const uri = vscode.Uri.parse('memory:/models/made/train.ini');
  let provider: vscode.Disposable;

  before(() => {
    const readOnly = { isCaseSensitive: true, isReadonly: true };
    provider = vscode.workspace.registerFileSystemProvider('memory', new MemoryFiles(files), readOnly);
  });
  after(() => provider.dispose());

  it('are checked by the state of the model beside them', async () => {
    await vscode.workspace.openTextDocument(uri);
    const problems = await waitFor(() => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 1 ? found : undefined;
    }, 'two problems');
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range.start.line]),
      [
        ['fixed', 1],
        ['unknown-key', 2],
      ],
    );
  });

  it('have completion, hover, fixes and an outline', async () => {
    const at = new vscode.Position(1, 12);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at,
    );
    assert.ok(list.items.some(({ label }) => typeof label === 'object' && label.label === 'legacy'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
    const shown = hovers.flatMap(({ contents }) =>
      contents.map((part) => (typeof part === 'string' ? part : part.value)),
    );
    assert.match(shown.join(), /created with `head`/);
    const range = new vscode.Range(2, 0, 2, 8);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
    );
    assert.ok(fixes.some(({ title }) => title === 'Change to coverage'));
    const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.deepEqual(
      outline.map(({ name, children }) => [name, children.map((option) => option.name)]),
      [['global', ['centering', 'coverege']]],
    );
  });
});
