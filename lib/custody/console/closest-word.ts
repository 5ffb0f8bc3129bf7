/** The known word that a mistyped one most likely means; null when none is near (two changes at most). */
export function closestWord<T extends string>(typed: string, known: readonly T[]): T | null {
  const wanted = typed.toLowerCase();
  if (wanted.length > 32) return null;
  const ranked = known
    .map((word) => ({ word, distance: editDistance(wanted, word) }))
    .filter(({ word, distance }) => distance <= (word.length < 4 ? 1 : 2))
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.word ?? known.find((word) => wanted.length >= 3 && word.startsWith(wanted)) ?? null;
}

/** Levenshtein: insertions, removals and exchanges of one character. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [rowIndex, letter] of [...left].entries()) {
    const next = [rowIndex + 1];
    for (const [index, other] of [...right].entries()) {
      const exchanged = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(exchanged, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
