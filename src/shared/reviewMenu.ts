/** The commands of the review that are in its context menu, in their order there: of VS Code, and of the page. */
export const menuCommands = [
  'remove',
  'restore',
  'protect',
  'unprotect',
  'move',
  'split',
  'merge',
  'rename',
  'like',
  'selectCluster',
  'selectAll',
  'selectNothing',
  'open',
  'showRemoved',
  'undo',
  'redo',
  'apply',
] as const;

export type MenuCommand = (typeof menuCommands)[number];
