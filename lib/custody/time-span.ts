/** A stretch of time: from a moment on, until before another; null is open. RFC 3339 UTC with milliseconds. */
export interface Span {
  readonly from: string | null;
  readonly until: string | null;
}

const oneDay = 86_400_000;

/**
 * Reads a day ("2026-11-01", UTC), a moment ("2026-11-01T10:00Z"), a range ("2026-11-01..2026-11-22", both ends in it) or
 * a bound (">=2026-11-01"). A moment is as wide as it is exact: a day, a minute, a second. Null: it is none of these.
 */
export function spanOf(text: string): Span | null {
  const bound = /^(>=|<=|>|<)(.*)$/s.exec(text);
  if (bound !== null) return boundOf(bound[1] ?? '', wide(bound[2] ?? ''));
  const [first = '', last, ...more] = text.split('..');
  if (more.length > 0) return null;
  if (last === undefined) return wide(first);
  return rangeOf(first, last);
}

interface Wide {
  readonly from: string;
  readonly until: string;
}

function boundOf(sign: string, moment: Wide | null): Span | null {
  if (moment === null) return null;
  switch (sign) {
    case '>=':
      return { from: moment.from, until: null };
    case '>':
      return { from: moment.until, until: null };
    case '<=':
      return { from: null, until: moment.until };
    default:
      return { from: null, until: moment.from };
  }
}

function rangeOf(first: string, last: string): Span | null {
  const [from, until] = [first, last].map((end) => (isOpen(end) ? 'open' : wide(end)));
  if (from === null || until === null || from === undefined || until === undefined) return null;
  if (from === 'open' && until === 'open') return null;
  return spansTogether(
    { from: from === 'open' ? null : from.from, until: null },
    { from: null, until: until === 'open' ? null : until.until },
  );
}

function isOpen(end: string): boolean {
  return end === '' || end === '*';
}

const moments = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{1,3})?(Z|[+-]\d\d:\d\d))?$/i;

function wide(text: string): Wide | null {
  const found = moments.exec(text);
  if (found === null) return null;
  const [, day = '', minute, second, fraction, zone = 'Z'] = found;
  if (!isRealDay(day)) return null;
  const at = Date.parse(
    `${day}T${minute ?? '00:00'}${second ?? ':00'}${fraction ?? ''}${zone.toUpperCase()}`,
  );
  const width =
    minute === undefined ? oneDay : second === undefined ? 60_000 : fraction === undefined ? 1_000 : 1;
  const isStorable = Number.isFinite(at) && at >= 0 && at < latestMoment;
  return isStorable ? { from: new Date(at).toISOString(), until: new Date(at + width).toISOString() } : null;
}

/** Times of the register and of searches end before it, so that every one has four digits of the year. */
export const latestMoment = Date.parse('9999-12-31T00:00:00Z');

// JavaScript rolls the 31st of February over into March.
function isRealDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day);
}

/** The moments that are in both; null if none is. */
export function spansTogether(a: Span, b: Span): Span | null {
  const from = a.from !== null && (b.from === null || a.from > b.from) ? a.from : b.from;
  const until = a.until !== null && (b.until === null || a.until < b.until) ? a.until : b.until;
  return from !== null && until !== null && from >= until ? null : { from, until };
}

/** The shortest words for a span that `spanOf` reads, none for all of time. */
export function spanWords({ from, until }: Span): readonly string[] {
  if (from !== null && until !== null && isWholeDay(from) && isWholeDay(until)) {
    const last = lastMomentWords(until);
    return [from.startsWith(last) ? last : `${from.slice(0, 10)}..${last}`];
  }
  return [
    ...(from === null ? [] : [`>=${momentWords(from)}`]),
    ...(until === null ? [] : [`<${momentWords(until)}`]),
  ];
}

/** The last moment before this one: a day, when that one ends there, else to the millisecond. */
export function lastMomentWords(until: string): string {
  if (isWholeDay(until)) return new Date(Date.parse(until) - oneDay).toISOString().slice(0, 10);
  return new Date(Date.parse(until) - 1).toISOString();
}

function momentWords(moment: string): string {
  return isWholeDay(moment) ? moment.slice(0, 10) : moment.replace(/(:00)?\.000Z$/, 'Z');
}

function isWholeDay(moment: string): boolean {
  return moment.endsWith('T00:00:00.000Z');
}
