import type { TreeNode } from './treeNode';

/**
 * Returns the entries that a command is for: all that are selected where it was called on one of them or by a key, else the
 * one that it was called on.
 */
export function chooseNodes(node: TreeNode | undefined, selection: readonly TreeNode[]): readonly TreeNode[] {
  return node === undefined || selection.some(({ id }) => id === node.id) ? selection : [node];
}
