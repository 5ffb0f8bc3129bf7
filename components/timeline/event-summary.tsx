import type { ReactNode } from 'react';
import { Altered } from '@/components/custody/altered.tsx';
import { Corrections } from '@/components/custody/corrections.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { EventWords } from '@/lib/custody/event-tone.ts';
import type { TimelineEvent } from '@/lib/queries/timeline-event.ts';

/** The line of one event: when, what, who, and where it stands in the ledger. `place`: what it belongs to. */
export function EventSummary({ event, place }: { event: TimelineEvent; place?: ReactNode }) {
  return (
    <>
      <span className="col-span-3 text-ink-2 sm:col-span-1">
        <Time at={event.occurredAt} />
      </span>
      <Dot tone={event.words.tone} />
      <div className="min-w-0">
        <h3 className="font-medium group-open:underline">{event.words.title}</h3>
        <p className="text-[13px] break-words text-ink-2">{event.words.sentence}</p>
        <p className="text-[12px] break-words text-ink-2">
          {place}Taken by {event.who}
        </p>
        <Altered trouble={event.trouble} />
        <Corrections corrections={event.corrections} />
      </div>
      <LedgerIndex event={event} />
    </>
  );
}

export const summaryLook =
  'grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-3 py-3 sm:grid-cols-[190px_12px_minmax(0,1fr)_auto] sm:gap-x-4';

function LedgerIndex({ event: { ledgerIndex: index, trouble } }: { event: TimelineEvent }) {
  if (index === null)
    return (
      <span className="text-[12px] text-ink-2">
        {trouble === null ? 'waiting for the ledger' : 'not in the ledger'}
      </span>
    );
  return (
    <span className="font-mono text-[13px] whitespace-nowrap text-ink-2">
      #{index.replaceAll(/\B(?=(\d{3})+$)/g, ' ')}
    </span>
  );
}

function Dot({ tone }: { tone: EventWords['tone'] }) {
  return <span aria-hidden="true" className={`mt-1.5 size-[9px] rounded-full ${dotLook(tone)}`} />;
}

function dotLook(tone: EventWords['tone']): string {
  switch (tone) {
    case 'good':
      return 'bg-good';
    case 'bad':
      return 'bg-bad';
    case 'began':
      return 'bg-accent';
    case 'step':
      return 'border-2 border-ink-3';
  }
}
