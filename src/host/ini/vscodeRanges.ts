import * as vscode from 'vscode';
import type { Position, Range, TextEdit } from '../../options/language/analysis';

// From the plain data of the language's services to VS Code's.

export function vscodePosition({ line, character }: Position): vscode.Position {
  return new vscode.Position(line, character);
}

export function vscodeRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(vscodePosition(start), vscodePosition(end));
}

export function vscodeEdit({ range, text }: TextEdit): vscode.TextEdit {
  return vscode.TextEdit.replace(vscodeRange(range), text);
}
