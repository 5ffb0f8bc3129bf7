import { actorLabel } from '../../custody/actor.ts';
import { authorityWords } from '../../custody/authority-words.ts';
import type { ReportBlock, ReportSection } from '../report-blocks.ts';
import { asCorrected, ofType, type ReportRecordOf } from '../report-record.ts';

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
          ['Their title', by?.title ?? null],
          ['Their account', by?.userPrincipalName ?? null],
          ['Requesting party', stated(record, 'requestingParty')],
          [
            'Scope and purpose',
            asCorrected(record, requested?.id, reasons, requested?.detail.reason ?? null),
          ],
          ['Legal authority', requested?.authority == null ? null : authorityWords(requested.authority)],
          ['Needed until', requested?.detail.neededUntil ?? null],
          ['Cross-references', stated(record, 'crossReferences')],
          ['Matter', stated(record, 'matter')],
          ['Reference of the court', stated(record, 'courtReference')],
          ['Person in charge of the case', stated(record, 'personInCharge')],
          [
            'Case on record since',
            begun === undefined ? null : `${time(begun.occurredAt)}, by ${actorLabel(begun.actor)}`,
          ],
          ['Authorisation of this report: name and signature', null],
        ],
      },
      { kind: 'heading', text: 'Organisation that runs the register' },
      { kind: 'fields', rows: organisationRows(record) },
    ],
  };
}

const reasons = ['reason', 'detail.reason']; // one reason, which an event has twice

type Stated = 'requestingParty' | 'crossReferences' | 'matter' | 'courtReference' | 'personInCharge';

/** As the person who asked stated it. */
function stated(record: ReportRecordOf, field: Stated): string | null {
  const { requested } = record;
  return asCorrected(record, requested?.id, [`detail.${field}`], requested?.detail[field] ?? null);
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
