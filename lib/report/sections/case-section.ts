import { actorLabel } from '../../custody/actor.ts';
import { authorityWords } from '../../custody/authority-words.ts';
import type { ReportSection } from '../report-blocks.ts';
import { ofType, type ReportRecordOf } from '../report-record.ts';

/** Custody form fields 1 to 5 and 33. A field that nobody filled stands there as not supplied. */
export function caseSection({ material, requested, generated, events, time }: ReportRecordOf): ReportSection {
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
          ['Requesting party', requested?.detail.requestingParty ?? null],
          ['Scope and purpose', requested?.detail.reason ?? null],
          ['Legal authority', requested?.authority == null ? null : authorityWords(requested.authority)],
          ['Needed until', requested?.detail.neededUntil ?? null],
          ['Cross-references', requested?.detail.crossReferences ?? null],
          ['Organisation and address', null],
          ['Person in charge of the case', null],
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
