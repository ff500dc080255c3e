export const maxFolderNameLength = 64;

/** Whether `name` can be a folder on every system: people, models and results are folders and files of their names. */
export function isFolderName(name: string): boolean {
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that file systems refuse
  const forbidden = /[<>:"/\\|?*\u0000-\u001f]|^[.\s-]|[.\s]$/;
  return name.length > 0 && name.length <= maxFolderNameLength && !forbidden.test(name) && !reserved.test(name);
}
