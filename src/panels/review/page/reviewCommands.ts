import { t } from '../../../shared/l10n';

/** The commands of the review, besides moving among the faces. */
export type CommandId =
  | 'undo'
  | 'redo'
  | 'remove'
  | 'restore'
  | 'protect'
  | 'unprotect'
  | 'move'
  | 'split'
  | 'merge'
  | 'rename'
  | 'like'
  | 'selectCluster'
  | 'selectAll'
  | 'selectNothing'
  | 'open'
  | 'zoomIn'
  | 'zoomOut'
  | 'showRemoved'
  | 'apply'
  | 'help';

export interface Command {
  readonly id: CommandId;
  /** The name of a codicon; absent where the command has no button. */
  readonly icon?: string;
  readonly title: string;
  /** The shortcuts, of which the first is shown. `Mod` is Ctrl, or Command on a Mac. */
  readonly keys: readonly string[];
}

/** Returns all commands in the user's language, in the order of the help. */
export function listCommands(): readonly Command[] {
  return [
    { id: 'undo', icon: 'discard', title: t('Undo'), keys: ['Mod+Z'] },
    { id: 'redo', icon: 'redo', title: t('Redo'), keys: ['Mod+Shift+Z', 'Mod+Y'] },
    { id: 'remove', icon: 'trash', title: t('Remove'), keys: ['Delete', 'Backspace'] },
    { id: 'restore', icon: 'history', title: t('Restore'), keys: ['B'] },
    { id: 'protect', icon: 'shield', title: t('Protect'), keys: ['P', 'K'] },
    { id: 'unprotect', title: t('Unprotect'), keys: ['U'] },
    { id: 'move', icon: 'folder-opened', title: t('Move…'), keys: ['M'] },
    { id: 'split', icon: 'split-horizontal', title: t('Split…'), keys: ['S'] },
    { id: 'merge', icon: 'combine', title: t('Merge'), keys: ['G'] },
    { id: 'rename', icon: 'edit', title: t('Rename…'), keys: ['F2'] },
    { id: 'like', icon: 'sparkle', title: t('Select similar faces'), keys: ['L'] },
    { id: 'selectCluster', title: t('Select cluster'), keys: ['Mod+A', 'A'] },
    { id: 'selectAll', title: t('Select all'), keys: ['Mod+Shift+A', 'Shift+A'] },
    { id: 'selectNothing', title: t('Clear selection'), keys: ['Escape'] },
    { id: 'open', title: t('Enlarge face'), keys: ['Enter'] },
    { id: 'zoomIn', icon: 'zoom-in', title: t('Larger'), keys: ['+', '='] },
    { id: 'zoomOut', icon: 'zoom-out', title: t('Smaller'), keys: ['-'] },
    { id: 'showRemoved', icon: 'eye', title: t('Show removed faces'), keys: ['H'] },
    { id: 'apply', icon: 'check', title: t('Apply'), keys: ['Mod+Enter'] },
    { id: 'help', icon: 'question', title: t('Keyboard shortcuts'), keys: ['?'] },
  ];
}

/** Returns the keys that move among the faces, for the help. */
export function listMovements(): readonly (readonly [keys: string, meaning: string])[] {
  return [
    [t('Arrow keys'), t('Go to the next face')],
    [t('Shift+arrow keys'), t('Select a range')],
    [t('Space'), t('Select the face')],
    [t('Page Up, Page Down'), t('Move by one page')],
    [t('Home, End'), t('First and last face of the cluster')],
    ['[  ]', t('Previous and next cluster')],
    ['Tab', t('Move from the faces to the clusters')],
  ];
}

const isMac = /Mac/.test(navigator.platform);

/** Returns whether the event is the shortcut `keys`, such as `Mod+Shift+Z`. */
export function isPressed(event: KeyboardEvent, keys: string): boolean {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const key = parts.at(-1)!;
  const needs = (name: string) => parts.slice(0, -1).includes(name);
  if ((event.ctrlKey || event.metaKey) !== needs('Mod') || event.altKey) return false;
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (!isSign && event.shiftKey !== needs('Shift')) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** Returns a shortcut with the names of the keys on this system. */
export function formatKeys(keys: string): string {
  return keys.replace('Mod', isMac ? '⌘' : 'Ctrl');
}
