import * as vscode from 'vscode';
import type { NodeKind, ProjectNode } from './treeNode';

const groups: ReadonlySet<NodeKind> = new Set(['people', 'models', 'swaps']);

/** What VS Code shows for an entry; its tooltip comes when it is asked for. */
export function treeItem(node: ProjectNode): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  // A group that is still empty unfolds by itself when it gets its first entry.
  const canUnfold = node.children.length > 0 || groups.has(node.kind);
  const item = new vscode.TreeItem(node.label, canUnfold ? (node.folded ? Collapsed : Expanded) : None);
  item.id = node.id;
  item.contextValue = node.menu ?? node.kind;
  item.iconPath = new vscode.ThemeIcon(node.icon, node.color ? new vscode.ThemeColor(node.color) : undefined);
  if (node.description) item.description = node.description;
  if (node.path) item.resourceUri = vscode.Uri.file(node.path);
  if (node.open) item.command = { command: node.open, title: node.label, arguments: [argumentOf(node)] };
  item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
  return item;
}

/** Its lines, and its picture in a size that leaves room for the tree. */
export function tooltipOf(node: ProjectNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const [index, line] of (node.tooltip ?? [node.label]).entries()) {
    if (index > 0) text.appendMarkdown('\n\n');
    text.appendText(line);
  }
  if (node.picture) text.appendMarkdown(`\n\n![](${vscode.Uri.file(node.picture)}|width=${pictureWidth(node)})`);
  return text;
}

function pictureWidth({ kind }: ProjectNode): number {
  return kind === 'faces' || kind === 'cluster' ? 128 : 320;
}

function argumentOf(node: ProjectNode): ProjectNode | vscode.Uri {
  return node.open === 'vscode.open' && node.path ? vscode.Uri.file(node.path) : node;
}
