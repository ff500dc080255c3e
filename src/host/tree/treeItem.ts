import * as vscode from 'vscode';
import { makePlainText } from '../../shared/plainText';
import type { TreeNode, TreeNodeKind } from './treeNode';

const groups: ReadonlySet<TreeNodeKind> = new Set(['people', 'models', 'swaps']);

/** Returns what VS Code shows for an entry, without the tooltip, which is made on demand. */
export function buildTreeItem(node: TreeNode): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  // An empty group can be expanded too, so that it is open when it gets its first entry.
  const canUnfold = node.children.length > 0 || groups.has(node.kind);
  const label = makePlainText(node.label);
  const item = new vscode.TreeItem(label, canUnfold ? (node.isCollapsed ? Collapsed : Expanded) : None);
  item.id = node.id;
  item.contextValue = node.menu ?? node.kind;
  item.iconPath = node.thumbnail
    ? vscode.Uri.file(node.thumbnail)
    : new vscode.ThemeIcon(node.icon, node.color ? new vscode.ThemeColor(node.color) : undefined);
  if (node.description) item.description = makePlainText(node.description);
  if (node.path) item.resourceUri = vscode.Uri.file(node.path);
  if (node.open) item.command = { command: node.open, title: label, arguments: [getCommandArgument(node)] };
  item.accessibilityInformation = { label: [label, item.description].filter(Boolean).join(', ') };
  return item;
}

/** Returns the tooltip of an entry: its lines, and its picture in a small size. */
export function buildTooltip(node: TreeNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const [index, line] of (node.tooltip ?? [node.label]).entries()) {
    if (index > 0) text.appendMarkdown('\n\n');
    text.appendText(makePlainText(line));
  }
  if (node.picture)
    text.appendMarkdown(`\n\n![](${vscode.Uri.file(node.picture)}|height=${choosePictureHeight(node)})`);
  return text;
}

/** A picture of any shape leaves the rows around its own in sight. */
function choosePictureHeight({ kind }: TreeNode): number {
  return kind === 'person' || kind === 'faces' || kind === 'cluster' ? 128 : 180;
}

function getCommandArgument(node: TreeNode): TreeNode | vscode.Uri {
  return node.open === 'vscode.open' && node.path ? vscode.Uri.file(node.path) : node;
}
