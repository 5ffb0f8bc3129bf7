'use client';

import { useZone } from './zone.tsx';

/**
 * A time that always names its zone: `2026-11-21 23:46:24Z`, and below it the zone that the person chose, if another.
 * `inline`: within a sentence, where the second stands behind the first.
 */
export function Time({ at, inline = false }: { at: Date | string | null; inline?: boolean }) {
  const zone = useZone();
  if (at === null) return <span className="text-ink-2">Not supplied</span>;
  const date = typeof at === 'string' ? new Date(at) : at;
  if (Number.isNaN(date.getTime())) return <span className="text-ink-2">Unknown</span>;
  return (
    <time
      dateTime={date.toISOString()}
      className={`font-mono text-[13px] ${inline ? '' : 'inline-block whitespace-nowrap'}`}
    >
      <span className="whitespace-nowrap">{`${date.toISOString().slice(0, 19).replace('T', ' ')}Z`}</span>
      {zone !== 'UTC' && inline && <span className="whitespace-nowrap">{` (${inZone(date, zone)})`}</span>}
      {zone !== 'UTC' && !inline && (
        <span className="block text-[12px] text-ink-2">{inZone(date, zone)}</span>
      )}
    </time>
  );
}

function inZone(date: Date, zone: string): string {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${local.format(date)}${offsetWords(offset) ?? ` ${zone}`}`;
}

// "GMT+11:00" as RFC 3339 writes it; the zone without an offset is "GMT" alone.
function offsetWords(offset: string | undefined): string | undefined {
  return offset === 'GMT' ? '+00:00' : offset?.replace('GMT', '');
}
