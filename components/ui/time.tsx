'use client';

import { useZone } from './zone.tsx';

/** A time that always names its zone: `2026-11-21 23:46:24Z`, and below it the zone that the person chose, if another. */
export function Time({ at }: { at: Date | string | null }) {
  const zone = useZone();
  if (at === null) return <span className="text-ink-2">Not supplied</span>;
  const date = typeof at === 'string' ? new Date(at) : at;
  if (Number.isNaN(date.getTime())) return <span className="text-ink-2">Unknown</span>;
  return (
    <time dateTime={date.toISOString()} className="inline-block font-mono text-[13px] whitespace-nowrap">
      {`${date.toISOString().slice(0, 19).replace('T', ' ')}Z`}
      {zone !== 'UTC' && <span className="block text-[12px] text-ink-2">{inZone(date, zone)}</span>}
    </time>
  );
}

function inZone(date: Date, zone: string): string {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${local.format(date)} ${offset ?? zone}`;
}
