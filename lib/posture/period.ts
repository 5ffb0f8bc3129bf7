/** Whether an instant lies in a period, its start included and its end not; null is open. Unreadable times: unknown. */
export function inPeriod(
  period: { readonly from: string | null; readonly until: string | null },
  at: string,
): 'yes' | 'no' | 'unknown' {
  const instant = Date.parse(at);
  const from = period.from === null ? Number.NEGATIVE_INFINITY : Date.parse(period.from);
  const until = period.until === null ? Number.POSITIVE_INFINITY : Date.parse(period.until);
  if (instant < from || instant >= until) return 'no';
  return Number.isNaN(instant) || Number.isNaN(from) || Number.isNaN(until) ? 'unknown' : 'yes';
}

/** The earlier of two ends; null is none. */
export function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(b) < Date.parse(a) ? b : a;
}
