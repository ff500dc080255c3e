export const maxFolderNameLength = 64;

/** Returns whether `name` is a valid folder name on every system, as the names of people, models and results must be. */
export function isFolderName(name: string): boolean {
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that file systems refuse
  const forbidden = /[<>:"/\\|?*\u0000-\u001f]|^[.\s-]|[.\s]$/;
  return name.length > 0 && name.length <= maxFolderNameLength && !forbidden.test(name) && !reserved.test(name);
}

/** Returns `name`, with a number after it where one of `taken` is the same: some file systems ignore case and the form of accents. */
export function chooseFreeName(name: string, taken: Iterable<string>): string {
  const simplify = (text: string) => text.normalize('NFC').toLowerCase();
  const used = new Set([...taken].map(simplify));
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name}-${number}`;
    if (!used.has(simplify(numbered))) return numbered;
  }
}
