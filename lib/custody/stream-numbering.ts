/** Whether the events of one stream are all there, in words that can be printed beside them. */
export interface StreamNumbering {
  readonly complete: boolean;
  readonly sentence: string;
}

/** What was found out of line in a stream; enough to name it, however long the stream is. */
export interface StreamGaps {
  readonly missing: readonly bigint[]; // the first numbers that are not there, at most six, ascending
  readonly beyond: bigint | null; // the first number that was never given out, yet is there
}

/** In: the gaps, and the number that comes next. A gap is located, never smoothed over. */
export function streamNumbering({ missing, beyond }: StreamGaps, next: bigint): StreamNumbering {
  if (beyond !== null)
    return broken(
      `Numbering broken: event ${beyond} exists, but the stream has given out numbers only below ${next}.`,
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

/** The same for the chain of an item or incident. In: the first event of it that is filed as no event of that, if one is. */
export function filedNumbering(
  numbering: StreamNumbering,
  astray: bigint | null,
  of: 'item' | 'incident',
): StreamNumbering {
  if (astray === null) return numbering;
  const filed = `Event ${astray} stands in this chain, yet is not filed as one of this ${of}: the database was changed past Holdfast.`;
  return broken(numbering.complete ? filed : `${numbering.sentence} ${filed}`);
}

const broken = (sentence: string): StreamNumbering => ({ complete: false, sentence });
