import type { CustodyEventType } from '../custody/custody-event.ts';
import { gapsOf } from '../custody/gap.ts';
import type { Gap } from '../custody/gap-facts.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import type { ReportCoverage } from '../custody/report-event.ts';
import { type PrintTime, printedTime } from './printed-time.ts';
import type { ReportMaterial } from './report-material.ts';

export type EventOf<T extends CustodyEventType> = Extract<RecordedEvent, { readonly type: T }>;

/** An item as the facts of its own stream tell it. */
export interface ItemRecord {
  readonly requested: EventOf<'acquisition.requested'>;
  readonly events: readonly RecordedEvent[]; // of its stream, in the ledger's order
}

/** The material, sorted for the sections that are made of it. */
export interface ReportRecordOf {
  readonly material: ReportMaterial;
  readonly time: PrintTime;
  readonly events: readonly RecordedEvent[]; // those that can be read, in the ledger's order
  readonly items: readonly ItemRecord[]; // rehearsals and reports left out
  readonly reports: readonly ItemRecord[];
  readonly requested: EventOf<'report.requested'> | null; // null: a preview
  readonly generated: EventOf<'report.generated'> | null;
  readonly coverage: readonly ReportCoverage[];
  readonly gaps: readonly Gap[];
}

/** Pure: what is on record up to the ledger's size, and the gaps as of the moment of generation. */
export function reportRecord(material: ReportMaterial): ReportRecordOf {
  // What is not what the ledger committed to is named in the chain, and says nothing anywhere.
  const firm = material.events.map((one) => ({ ...one, event: one.holds ? one.event : null }));
  const events = firm.flatMap(({ event }) => event ?? []);
  const generated = ownEvent(events, 'report.generated', material.reportId);
  const coverage = generated?.detail.coverage ?? material.coverage ?? [];
  const all = events.flatMap((event) => itemOf(event, events));
  const isReport = ({ requested }: ItemRecord) => 'report' in requested.detail.source;
  return {
    ...{ material, events, generated, coverage },
    time: printedTime(material.timeZone),
    items: all.filter(
      (one) => !one.requested.detail.rehearsal && (!isReport(one) || isSubject(one, material)),
    ),
    reports: all.filter(isReport),
    requested: ownEvent(events, 'report.requested', material.reportId),
    gaps: gapsOf({
      now: material.asOf,
      about: material.subject.number,
      events: firm.map(({ stream, event, holds, removal }) => ({
        ...{ stream, event, holds, removed: removal !== null },
      })),
      ...{ missing: material.missing, coverage },
    }),
  };
}

export function ofType<T extends CustodyEventType>(
  events: readonly RecordedEvent[],
  ...types: readonly T[]
): readonly EventOf<T>[] {
  return events.filter((one): one is EventOf<T> => types.some((type) => type === one.type));
}

/** A value as its event has it; where a later record corrects it, both. In: the paths under which it can be corrected. */
export function asCorrected(
  { events }: Pick<ReportRecordOf, 'events'>,
  eventId: string | undefined,
  fields: readonly string[],
  recorded: string | null,
): string | null {
  const right = ofType(events, 'custody.corrected')
    .filter(({ detail }) => detail.eventId === eventId && fields.includes(detail.field))
    .at(-1)?.detail.corrected;
  return right === undefined ? recorded : `${right} (corrected; recorded as “${recorded ?? 'nothing'}”)`;
}

function ownEvent<T extends 'report.requested' | 'report.generated'>(
  events: readonly RecordedEvent[],
  type: T,
  reportId: string | null,
): EventOf<T> | null {
  const own = ({ detail }: EventOf<'report.requested' | 'report.generated'>) => detail.reportId === reportId;
  const found = ofType(events, 'report.requested', 'report.generated').find(
    (one) => one.type === type && own(one),
  );
  return found === undefined ? null : (found as EventOf<T>); // TypeScript cannot relate T to the union it indexes
}

function isSubject({ requested }: ItemRecord, { subject }: ReportMaterial): boolean {
  return requested.stream.kind === 'evidence' && requested.stream.id === subject.id;
}

function itemOf(event: RecordedEvent, all: readonly RecordedEvent[]): readonly ItemRecord[] {
  if (event.type !== 'acquisition.requested' || event.stream.kind !== 'evidence') return [];
  const own = event.stream.id;
  const events = all.filter(({ stream }) => stream.kind === 'evidence' && stream.id === own);
  return [{ requested: event as EventOf<'acquisition.requested'>, events }];
}
