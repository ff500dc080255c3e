export const maxFolderNameLength = 64;

/** Returns whether `name` is a valid folder name on every system, as the names of people, models and results must be. */
export function isFolderName(name: string): boolean {
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that file systems refuse
  const forbidden = /[<>:"/\\|?*\u0000-\u001f]|^[.\s-]|[.\s]$/;
  return name.length > 0 && name.length <= maxFolderNameLength && !forbidden.test(name) && !reserved.test(name);
}
