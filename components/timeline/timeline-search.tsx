import type { ReactNode } from 'react';
import { QualifierBox } from '@/components/audit/qualifier-box.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { Completion } from '@/lib/custody/event-completion.ts';
import type { TimelineOf, TimelineRequest } from '@/lib/custody/timeline-query.ts';
import type { EventPage } from '@/lib/queries/search-events.ts';
import type { EventHistogram } from '@/lib/queries/search-events-histogram.ts';
import type { MendActs } from './timeline-lines.tsx';
import type { TimelinePlace } from './timeline-place.ts';
import { TimelineView } from './timeline-view.tsx';

export type TimelineAnswer =
  | { readonly page: EventPage; readonly histogram: EventHistogram }
  | { readonly tooSlow: string };

/** The box in which one searches, what stands below it (`children`), and what was found. */
export function TimelineSearch({
  of,
  label,
  title,
  example,
  values,
  place,
  request: { text, read, before },
  answer,
  ledgerLinks,
  mend = null,
  children,
}: {
  of: TimelineOf;
  label: string;
  title: string;
  example: string;
  values: Readonly<Partial<Record<string, readonly Completion[]>>>;
  place: TimelinePlace;
  request: TimelineRequest;
  answer: TimelineAnswer | null; // null: the search cannot be read
  ledgerLinks: boolean;
  mend?: MendActs | null;
  children?: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <QualifierBox
        key={text}
        label={label}
        text={text}
        problem={read.ok ? null : { words: read.problem, at: read.at }}
        values={values}
        place={place}
        example={example}
      />
      {children}
      {answer !== null && 'tooSlow' in answer && <Notice tone="attention" title={answer.tooSlow} />}
      {read.ok && answer !== null && 'page' in answer && (
        <TimelineView
          of={of}
          title={title}
          {...answer}
          query={read.query}
          place={place}
          isOlder={before !== undefined}
          ledgerLinks={ledgerLinks}
          mend={mend}
        />
      )}
    </div>
  );
}
