/** A word of Defender's API as a person reads it: `truePositive` → `True positive`. */
export function sourceWords(word: string): string {
  const words = word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Where an incident came from. */
export function sourceWord(source: string): string {
  if (source === 'defender') return 'Defender';
  return source === 'manual' ? 'Opened by hand' : 'Machines folder';
}
