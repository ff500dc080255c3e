/**
 * Returns the one of `names` that `text` is a spelling of: in any case, with hyphens, underscores or spaces between its
 * words, as faceswap's command line, files and folders differ in them. A name spelled exactly so comes first.
 */
export function findSpelling<Name extends string>(names: readonly Name[], text: string): Name | undefined {
  if (names.includes(text as Name)) return text as Name;
  const simple = simplifySpelling(text);
  return names.find((name) => simplifySpelling(name) === simple);
}

function simplifySpelling(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
}

/** Returns a regular expression for the other spellings of those of `names` that have several words; undefined where none has. */
export function buildSpellingPattern(names: readonly string[]): string | undefined {
  const patterns = names
    .map((name) => name.replace(/[\s_-]+/g, '[\\s_-]+'))
    .filter((pattern, i) => pattern !== names[i]);
  return patterns.length === 0 ? undefined : `^(?:${patterns.join('|')})$`;
}
