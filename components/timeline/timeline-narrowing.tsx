import Link from 'next/link';
import { Button } from '@/components/ui/button.tsx';
import { outcomes } from '@/lib/custody/event-outcome.ts';
import { type EventKey, type EventQuery, eventQueryText } from '@/lib/custody/event-query.ts';
import { narrowedBy, queryParts } from '@/lib/custody/timeline-query.ts';
import type { FoundEvent } from '@/lib/queries/search-events.ts';
import { type TimelinePlace, timelineHref } from './timeline-place.ts';

/** What narrows a timeline, each to be taken away, and what can narrow it further: links, so that it needs no script. */
export function TimelineNarrowing({
  query,
  events,
  place,
}: {
  query: EventQuery;
  events: readonly FoundEvent[];
  place: TimelinePlace;
}) {
  return (
    <div className="no-print mt-3 grid gap-1.5 text-[13px]">
      <Parts query={query} place={place} />
      <Choices label="Who" of="actor" values={whoOf(events)} query={query} place={place} />
      <Choices label="What" of="action" values={whatOf(events)} query={query} place={place} />
      <Choices label="Outcome" of="outcome" values={outcomes} query={query} place={place} />
      <KnownAt query={query} place={place} />
    </div>
  );
}

function Parts({ query, place }: { query: EventQuery; place: TimelinePlace }) {
  const parts = queryParts(query);
  if (parts.length === 0) return null;
  return (
    <ul aria-label="Narrowed to" className="flex flex-wrap gap-2">
      {parts.map(({ words, without }) => (
        <li key={words}>
          <Link
            className="inline-flex max-w-full gap-2 rounded-md border border-hairline bg-panel px-2 py-1 hover:border-ink-3"
            href={timelineHref(place, without)}
          >
            <span className="min-w-0 font-mono text-[12px] break-all">{words}</span>
            <span aria-hidden="true">×</span>
            <span className="sr-only">(take away)</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Choices({
  label,
  of,
  values,
  query,
  place,
}: {
  label: string;
  of: EventKey;
  values: readonly string[];
  query: EventQuery;
  place: TimelinePlace;
}) {
  const offered = values.flatMap((value) => {
    const narrower = narrowedBy(query, { key: of, value });
    return narrower === null ? [] : [{ value, narrower }];
  });
  if (offered.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      <span className="min-w-[64px] py-1 text-ink-2">{label}</span>
      {offered.map(({ value, narrower }) => (
        <Link
          key={value}
          className="py-1 break-all underline underline-offset-2"
          href={timelineHref(place, narrower)}
        >
          {value}
        </Link>
      ))}
    </p>
  );
}

const mostOffered = 12;

/** The accounts and parts of Holdfast that acted on this page. */
function whoOf(events: readonly FoundEvent[]): readonly string[] {
  const names = events.flatMap(({ record, who }) => (record === null ? [] : (record.person?.account ?? who)));
  return [...new Set(names)].slice(0, mostOffered);
}

function whatOf(events: readonly FoundEvent[]): readonly string[] {
  return [...new Set(events.map(({ type }) => type.split('.')[0] ?? type))].slice(0, mostOffered);
}

/** The register as it stood at a moment: what was recorded later is left out. */
function KnownAt({ query, place }: { query: EventQuery; place: TimelinePlace }) {
  if (query.knownAt !== null) return null;
  return (
    <form action={place.path} className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {Object.entries({ ...place.fields, q: eventQueryText(query) }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label htmlFor="timeline-known" className="text-ink-2">
        As known at (UTC)
      </label>
      <input id="timeline-known" type="datetime-local" name="known" className="input w-auto" required />
      <Button type="submit">Show</Button>
    </form>
  );
}
