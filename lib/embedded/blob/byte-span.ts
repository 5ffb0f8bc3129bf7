/** A span of a disk file, bytes [start, end). Plain numbers: the embedded cloud serves files below 8 PiB. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** Ascending spans, clipped to [start, end); spans outside fall away. */
export function clipSpans(spans: readonly ByteSpan[], start: number, end: number): ByteSpan[] {
  const inside = spans.filter((span) => span.end > start && span.start < end);
  return inside.map((span) => ({ start: Math.max(span.start, start), end: Math.min(span.end, end) }));
}

/** Ascending spans with gaps of less than `gap` bytes closed. */
export function closeGaps(spans: readonly ByteSpan[], gap: number): ByteSpan[] {
  const joined: ByteSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.start - last.end < gap)
      joined[joined.length - 1] = { start: last.start, end: span.end };
    else joined.push(span);
  }
  return joined;
}
