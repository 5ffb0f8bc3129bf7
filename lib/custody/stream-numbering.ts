/** Whether the events of one stream are all there, in words that can be printed beside them. */
export interface StreamNumbering {
  readonly complete: boolean;
  readonly sentence: string;
}

/**
 * Compares the numbers that are there with the number the stream would give next.
 * In: ascending event numbers of one stream, and the stream's next number. A gap is located, never smoothed over.
 */
export function streamNumbering(numbers: readonly bigint[], next: bigint): StreamNumbering {
  const missing: bigint[] = [];
  const present = new Set(numbers);
  for (let n = 0n; n < next && missing.length < 6; n += 1n) if (!present.has(n)) missing.push(n);
  const beyond = numbers.filter((n) => n >= next);

  if (beyond.length > 0)
    return broken(
      `Numbering broken: event ${beyond[0]} exists, but the stream has given out numbers only below ${next}.`,
    );
  if (missing.length > 0) {
    const listed = missing.slice(0, 5).join(', ');
    return broken(
      `Numbering broken: ${missing.length > 5 ? `${listed} and more are` : `${listed} ${missing.length === 1 ? 'is' : 'are'}`} missing.`,
    );
  }
  if (next === 0n) return { complete: true, sentence: 'No event is recorded yet.' };
  return { complete: true, sentence: `Numbering complete from 0 to ${next - 1n}` };
}

const broken = (sentence: string): StreamNumbering => ({ complete: false, sentence });
