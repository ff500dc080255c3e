import * as vscode from 'vscode';
import type { Position, Range, TextEdit } from '../../options/language/analysis';

// Converts the plain data of the language services to the classes of VS Code.

export function toVscodePosition({ line, character }: Position): vscode.Position {
  return new vscode.Position(line, character);
}

export function toVscodeRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(toVscodePosition(start), toVscodePosition(end));
}

export function toVscodeEdit({ range, text }: TextEdit): vscode.TextEdit {
  return vscode.TextEdit.replace(toVscodeRange(range), text);
}
