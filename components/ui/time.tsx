const cache = new Map<string, Intl.DateTimeFormat>();

/** A time that always names its zone: `2026-11-21 23:46:24Z`; in another zone with its offset. */
export function Time({ at, zone = 'UTC' }: { at: Date | string | null; zone?: string }) {
  if (at === null) return <span className="text-ink-2">Not supplied</span>;
  const date = typeof at === 'string' ? new Date(at) : at;
  if (Number.isNaN(date.getTime())) return <span className="text-ink-2">Unknown</span>;
  const utc = `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return (
    <time dateTime={date.toISOString()} title={utc} className="font-mono text-[13px] whitespace-nowrap">
      {zone === 'UTC' ? utc : inZone(date, zone)}
    </time>
  );
}

function inZone(date: Date, zone: string): string {
  let format = cache.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    cache.set(zone, format);
  }
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${format.format(date)} ${offset ?? zone}`;
}
