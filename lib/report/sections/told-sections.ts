import { actorLabel } from '../../custody/actor.ts';
import type { CustodyEventType } from '../../custody/custody-event.ts';
import { recordedWords } from '../../custody/recorded-words.ts';
import type { ReportBlock, ReportSection } from '../report-blocks.ts';
import { ofType, type ReportRecordOf } from '../report-record.ts';

/** Custody form fields 21 to 32: the facts of the chain once more, by what a reader asks. */
export function toldSections(record: ReportRecordOf): readonly ReportSection[] {
  const sections = [
    transfers(record),
    told(record, 'Access, allowed and denied', accessTypes),
    told(record, 'Where it was stored, and under which guard', storageTypes),
    told(record, 'Integrity checks', integrityTypes),
    told(record, 'Working copies made of it', derivativeTypes),
    told(record, 'Inventories and discrepancies', inventoryTypes),
    corrections(record),
    told(record, 'Holds and retention', holdTypes),
    told(record, 'Disposition', disposalTypes),
    told(record, 'Reports before this one', reportTypes),
  ];
  const empty = sections.filter(isEmpty);
  return [...sections.filter((one) => !isEmpty(one)), ...(empty.length === 0 ? [] : [nothingOf(empty)])];
}

function isEmpty({ blocks }: ReportSection): boolean {
  return blocks.every((block) => block.kind === 'list' && block.items.length === 0);
}

/** Questions to which no event answers: each is named, none takes half a page. */
function nothingOf(sections: readonly ReportSection[]): ReportSection {
  const rows = sections.map(({ heading }) => [heading, none] as const);
  return { heading: 'Of which no event is recorded', blocks: [{ kind: 'fields', rows }] };
}

const none = 'None recorded.';

const accessTypes = [
  ...([
    'access.requested',
    'access.approved',
    'access.refused',
    'access.granted',
    'access.withdrawn',
  ] as const),
  ...([
    'access.expired',
    'access.revoked',
    'access.ended',
    'access.denied',
    'access.content-opened',
  ] as const),
  ...(['access.content-read', 'access.link-made', 'access.link-withheld', 'access.links-revoked'] as const),
  ...(['evidence.frozen', 'evidence.thawed', 'break-glass.opened', 'break-glass.read'] as const),
] satisfies readonly CustodyEventType[];
const storageTypes = [
  'acquisition.copied',
  'acquisition.copy-dead',
  'evidence.sealed',
] satisfies CustodyEventType[];
const integrityTypes = [
  ...(['acquisition.compared', 'evidence.verification-started', 'evidence.verified'] as const),
  ...(['evidence.sampling-started', 'evidence.sampled', 'evidence.check-missed'] as const),
  ...(['evidence.missing-found', 'evidence.other-found', 'evidence.found-again'] as const),
  ...(['evidence.frozen', 'acquisition.corroborated'] as const),
  ...(['import.claims-compared'] as const),
] satisfies readonly CustodyEventType[];
const derivativeTypes = [
  ...(['derivative.requested', 'derivative.imported', 'derivative.attached', 'derivative.detached'] as const),
  ...(['derivative.removed', 'derivative.failed'] as const),
] satisfies readonly CustodyEventType[];
const inventoryTypes = [
  ...(['inventory.started', 'inventory.counted', 'inventory.ended', 'inventory.abandoned'] as const),
  ...(['reconciliation.finding', 'reconciliation.explained', 'reconciliation.noted'] as const),
] satisfies readonly CustodyEventType[];
const holdTypes = [
  ...(['hold.requested', 'hold.placed', 'hold.lift-confirmed', 'hold.lifted', 'hold.act-failed'] as const),
  ...(['retention.extension-requested', 'retention.extended', 'hold.history-imported'] as const),
  ...(['hold.set-outside', 'hold.cleared-outside', 'hold.set-again', 'retention.changed-outside'] as const),
  ...(['retention.restored', 'hold.change-attributed'] as const),
] satisfies readonly CustodyEventType[];
const disposalTypes = [
  ...(['evidence.disposal-approved', 'evidence.disposal-witnessed', 'evidence.disposal-begun'] as const),
  ...(['evidence.disposed', 'evidence.disposal-stopped'] as const),
] satisfies readonly CustodyEventType[];
const reportTypes = ['report.signed', 'report.downloaded'] satisfies readonly CustodyEventType[];

function told(
  { events, time }: ReportRecordOf,
  heading: string,
  types: readonly CustodyEventType[],
): ReportSection {
  const items = ofType(events, ...types).map((event) => {
    const { title, sentence } = recordedWords(event);
    return `${time(event.occurredAt)}: ${title}, ${actorLabel(event.actor)}. ${sentence}`;
  });
  return { heading, blocks: [{ kind: 'list', items, none }] };
}

/** Released by and received by, each with their own time: the two acts of a hand-over. */
function transfers({ events, time }: ReportRecordOf): ReportSection {
  const offers = ofType(events, 'custody.handover-offered');
  const blocks = offers.flatMap(({ detail: offered, occurredAt, actor }): readonly ReportBlock[] => {
    const answer = ofType(
      events,
      'custody.handover-accepted',
      'custody.handover-declined',
      'custody.handover-withdrawn',
      'custody.handover-expired',
    ).find(({ detail }) => detail.handoverId === offered.handoverId);
    return [
      { kind: 'heading', text: `Hand-over ${offered.number}` },
      {
        kind: 'fields',
        rows: [
          [
            'Released by',
            `${offered.from.displayName}${offered.inPlace ? `, in whose place ${actorLabel(actor)} acted` : ''}`,
          ],
          ['Released', time(occurredAt)],
          ['Received by', offered.to.displayName],
          [
            'Answer',
            answer === undefined ? null : `${recordedWords(answer).title}, ${time(answer.occurredAt)}`,
          ],
          ['Purpose', offered.purpose],
          ['Condition', offered.condition],
          ['Place', offered.location],
          ['Courier or transport', null],
        ],
      },
    ];
  });
  const nothing = { kind: 'list', items: [], none } as const;
  return { heading: 'Transfers of custody', blocks: blocks.length === 0 ? [nothing] : blocks };
}

/** Both versions: what was recorded stays beside what is right. */
function corrections({ events, time }: ReportRecordOf): ReportSection {
  const items = ofType(events, 'custody.corrected').map(
    ({ detail, occurredAt, actor }) =>
      `${time(occurredAt)}, ${actorLabel(actor)}: event ${detail.n} (${detail.of}), ${detail.field}. Recorded: “${detail.recorded ?? 'nothing'}”. Corrected: “${detail.corrected}”. Reason: ${detail.reason}`,
  );
  return { heading: 'Corrections', blocks: [{ kind: 'list', items, none }] };
}
