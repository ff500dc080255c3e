export const maxFolderNameLength = 64;

/** Returns whether `name` is a valid folder name on every system, as the names of people, models and results must be. */
export function isFolderName(name: string): boolean {
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that file systems refuse
  const forbidden = /[<>:"/\\|?*\u0000-\u001f]|^[.\s-]|[.\s]$/;
  return name.length > 0 && name.length <= maxFolderNameLength && !forbidden.test(name) && !reserved.test(name);
}

/** Returns what is the same for all spellings of a name that some file systems take for one: without case, in one form of accents. */
export function simplifyName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Returns `name`, with a number after it where one of `taken` is the same to some file system. */
export function chooseFreeName(name: string, taken: Iterable<string>): string {
  const used = new Set([...taken].map(simplifyName));
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name}-${number}`;
    if (!used.has(simplifyName(numbered))) return numbered;
  }
}
