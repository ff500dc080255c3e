/** Returns the candidate that takes the fewest edits (Levenshtein 1966) from `word`, if it is similar enough to be a likely typing error. */
export function findNearestWord(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(2, Math.ceil(word.length / 2)) + 1;
  for (const candidate of candidates) {
    const edits = countEdits(word, candidate);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Counts the letters to insert, remove or replace that make one word of another; looks at their first 80 letters. */
export function countEdits(word: string, other: string): number {
  const [a, b] = [word.slice(0, 80), other.slice(0, 80)];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(row[j - 1]! + 1, previous[j]! + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length]!;
}
