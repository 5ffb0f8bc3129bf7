import { actorLabel } from '../../custody/actor.ts';
import { authorityWords } from '../../custody/authority-words.ts';
import type { ReportBlock, ReportSection } from '../report-blocks.ts';
import { ofType, type ReportRecordOf } from '../report-record.ts';

type Rows = Extract<ReportBlock, { readonly kind: 'fields' }>['rows'];

/** Custody form fields 1 to 5 and 33. A field that nobody filled stands there as not supplied. */
export function caseSection(record: ReportRecordOf): ReportSection {
  const { material, requested, generated, events, time } = record;
  const { incident, subject } = material;
  const by = requested?.actor.kind === 'person' ? requested.actor : null;
  const [begun] = ofType(events, 'incident.imported', 'incident.opened');
  return {
    heading: 'Case and report',
    blocks: [
      {
        kind: 'fields',
        rows: [
          ['Case number', incident.number],
          ['Case title', incident.title],
          ['Report on', `${subject.kind === 'incident' ? 'Incident' : 'Item'} ${subject.number}`],
          ['Report number', requested?.detail.exhibitNumber ?? null],
          ['Version', requested === null ? null : String(requested.detail.version)],
          [
            'Takes the place of',
            requested === null ? null : (requested.detail.supersedes ?? 'None: it is the first'),
          ],
          ['Generated', generated === null ? null : time(generated.occurredAt)],
          ['Requested on', requested === null ? null : time(requested.occurredAt)],
          ['Requested by', by?.displayName ?? null],
          ['Title', by?.title ?? null],
          ['Account', by?.userPrincipalName ?? null],
          ['Requesting party', stated(record, 'requestingParty')],
          ['Scope and purpose', requested?.detail.reason ?? null],
          ['Legal authority', requested?.authority == null ? null : authorityWords(requested.authority)],
          ['Needed until', requested?.detail.neededUntil ?? null],
          ['Cross-references', stated(record, 'crossReferences')],
          ['Matter', stated(record, 'matter')],
          ['Reference of the court', stated(record, 'courtReference')],
          ['Person in charge of the case', stated(record, 'personInCharge')],
          ...organisationRows(record),
          [
            'Case on record since',
            begun === undefined ? null : `${time(begun.occurredAt)}, by ${actorLabel(begun.actor)}`,
          ],
          ['Authorisation of this report: name and signature', null],
        ],
      },
    ],
  };
}

type Stated = 'requestingParty' | 'crossReferences' | 'matter' | 'courtReference' | 'personInCharge';

/** As the person who asked stated it; where a later record corrects it, both. */
function stated({ requested, events }: ReportRecordOf, field: Stated): string | null {
  const first = requested?.detail[field] ?? null;
  const corrections = ofType(events, 'custody.corrected').filter(
    ({ detail }) => detail.eventId === requested?.id && detail.field === `detail.${field}`,
  );
  const right = corrections.at(-1)?.detail.corrected;
  return right === undefined ? first : `${right} (corrected; recorded as ${first ?? 'nothing'})`;
}

/** Who runs the register, by the version in force when this was generated, and where that stands on record. */
function organisationRows({ material, time }: ReportRecordOf): Rows {
  const found = material.events.findLast(({ type }) => type === 'organisation.described');
  const event = found?.holds === true && found.event?.type === 'organisation.described' ? found.event : null;
  const { name, address, laboratory, laboratoryAddress, contact } = event?.detail ?? {};
  return [
    ['Organisation', name ?? null],
    ['Address of the organisation', address ?? null],
    ['Laboratory or unit', laboratory ?? null],
    ['Address of the laboratory', laboratoryAddress ?? null],
    ['Contact', contact ?? null],
    ...(found === undefined || event === null
      ? []
      : ([
          [
            'Organisation as described by',
            `${actorLabel(event.actor)}, ${time(event.occurredAt)}; event ${found.id}, entry ${found.index}`,
          ],
        ] as const)),
  ];
}

export function abbreviationsSection(): ReportSection {
  return {
    heading: 'Abbreviations',
    blocks: [
      {
        kind: 'fields',
        rows: [
          [
            'UTC',
            'Coordinated Universal Time; every time is printed in it, and by the zone that was asked for',
          ],
          ['SHA-256', 'Secure Hash Algorithm with 256 bits (FIPS 180-4); digests are printed in full'],
          ['WORM', 'Write once, read many: storage that refuses changes until a date'],
          ['TSA', 'Time-stamp authority (RFC 3161)'],
          ['Leaf', 'Digest under which an entry stands in the ledger’s tree (RFC 6962)'],
        ],
      },
    ],
  };
}
