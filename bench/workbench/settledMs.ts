/** How long VS Code is busy with itself in a new window: it loads its extensions, and holds webviews back. */
export const settledMs = 6000;
