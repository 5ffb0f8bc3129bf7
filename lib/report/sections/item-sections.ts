import { actorLabel } from '../../custody/actor.ts';
import { authorityWords } from '../../custody/authority-words.ts';
import { clockWords } from '../../custody/clock-state.ts';
import { currentCustodian } from '../../custody/current-custodian.ts';
import { evidenceDescription } from '../../custody/evidence-description.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import { inPlainSight } from '../../custody/plain-sight.ts';
import type { ReportBlock, ReportSection } from '../report-blocks.ts';
import { asCorrected, type ItemRecord, ofType, type ReportRecordOf } from '../report-record.ts';
import { claimRows, sourceRows, takingLabels } from './brought-rows.ts';
import { methodBlocks } from './method-blocks.ts';

type Rows = Extract<ReportBlock, { readonly kind: 'fields' }>['rows'];

/** Custody form fields 6 to 20, an item a section. */
export function itemSections(record: ReportRecordOf): readonly ReportSection[] {
  return record.items.map((item) => ({
    heading: `Item ${item.requested.detail.exhibitNumber}`,
    blocks: [
      { kind: 'fields', rows: identityRows(item, record) },
      { kind: 'heading', text: takingLabels(item.requested.detail.source).described },
      { kind: 'fields', rows: sourceRows(item.requested.detail.source) },
      { kind: 'heading', text: 'Acquisition' },
      { kind: 'fields', rows: acquisitionRows(item, record) },
      ...methodBlocks(item, record),
      { kind: 'heading', text: 'Digests' },
      { kind: 'fields', rows: digestRows(item) },
      { kind: 'heading', text: 'Errors, retries and deviations' },
      { kind: 'list', items: errorsOf(item, record), none: 'None recorded.' },
    ],
  }));
}

function identityRows({ requested, events }: ItemRecord, { time, items }: ReportRecordOf): Rows {
  const { exhibitNumber, source } = requested.detail;
  const sealed = ofType(events, 'evidence.sealed').at(-1);
  const custodian = currentCustodian(events);
  const protection = sealed?.detail.protection;
  return [
    ['Exhibit number', exhibitNumber],
    ['Root exhibit number', exhibitNumber],
    ['Description', evidenceDescription(source)],
    ['Kind', evidenceKind(source)],
    [
      'State',
      disposalEnd(events) ?? (sealed === undefined ? 'Not sealed' : `Sealed ${time(sealed.occurredAt)}`),
    ],
    ['In custody of', custodian === null ? null : `${custodian.displayName}, since ${time(custodian.since)}`],
    ['Seal: container', protection?.container ?? null],
    ['Seal: retention policy', protection?.policyState ?? null],
    ['Seal: retained until', protection?.retentionUntil == null ? null : time(protection.retentionUntil)],
    ['Seal: hold tags', protection === undefined ? null : protection.legalHoldTags.join(', ') || 'None'],
    ['Seal: read back from storage', protection === undefined ? null : time(protection.readBackAt)],
    ['Photographs', photographs(items)],
    ['Warnings on handling', null],
  ];
}

/** Files that were brought in as photographs, each with its digest; whose they are stands in their descriptions. */
function photographs(items: readonly ItemRecord[]): string | null {
  const found = items.flatMap(({ requested: { detail }, events }) => {
    if (!('brought' in detail.source) || detail.source.brought.what !== 'photograph') return [];
    const sha256 = ofType(events, 'evidence.sealed').at(-1)?.detail.digests.sha256;
    return [
      `${detail.exhibitNumber}, ${inPlainSight(detail.source.brought.fileName)}: SHA-256 ${sha256 ?? 'not supplied, it is not sealed'}`,
    ];
  });
  return found.length === 0 ? null : `Brought in as photographs: ${found.join('; ')}`;
}

function acquisitionRows({ requested, events }: ItemRecord, record: ReportRecordOf): Rows {
  const { time } = record;
  const { detail, actor, authority, tool, clock } = requested;
  const person = actor.kind === 'person' ? actor : null;
  const last = ofType(events, 'evidence.sealed').at(-1);
  const taking = last === undefined ? events : events.slice(0, events.indexOf(last) + 1);
  const workers = [
    ...new Set(
      taking.flatMap(({ actor: by }) =>
        by.kind === 'worker' ? [`${by.workerId} at ${by.address}, as ${by.identity}`] : [],
      ),
    ),
  ];
  const labels = takingLabels(detail.source);
  const copied = ofType(events, 'acquisition.copied').at(-1)?.detail;
  const snapshot = ofType(events, 'acquisition.snapshot-taken').at(-1)?.detail;
  return [
    [labels.person, actorLabel(actor)],
    ['Title', person?.title ?? null],
    ['Account', person?.userPrincipalName ?? null],
    ['Witness', null],
    ['Purpose', asCorrected(record, requested.id, ['reason', 'detail.reason'], detail.reason)],
    ['Legal authority', authority === null ? null : authorityWords(authority)],
    ['Begun', time(requested.occurredAt)],
    ['Ended', last === undefined ? null : time(last.occurredAt)],
    ['Clock at the beginning', clockWords(clock)],
    ['Clock at the end', last === undefined ? null : clockWords(last.clock)],
    [labels.machines, workers.join('; ') || null],
    [
      'Reading',
      detail.readMode === 'full' ? 'Every byte' : 'By page list: ranges known to be zero were not downloaded',
    ],
    ['Way into the store', copied === undefined ? null : copied.path],
    ['Why that way', copied?.pathReason ?? null],
    ['Stored as', copied === undefined ? null : `${copied.account}/${copied.container}/${copied.blob}`],
    ['Size', copied === undefined ? null : `${copied.sizeBytes} bytes`],
    ['Consistency', detail.consistencyNote],
    ['Snapshot', snapshot?.snapshotId ?? null],
    ['Changes to the source', snapshot?.changesToSource ?? null],
    ['Tool', `${tool.name} ${tool.version}, commit ${tool.commit}`],
  ];
}

function digestRows(item: ItemRecord): Rows {
  const { events } = item;
  const source = ofType(events, 'acquisition.source-hashed').at(-1)?.detail.digests;
  const copy = ofType(events, 'acquisition.copy-hashed').at(-1)?.detail.digests;
  const compared = ofType(events, 'acquisition.compared').at(-1)?.detail;
  return [
    ['Source, SHA-256', source?.sha256 ?? null],
    ['Source, SHA-256 of the payload', source?.payloadSha256 ?? null],
    [
      'Source, bytes read and known to be zero',
      source === undefined ? null : `${source.bytesRead} and ${source.bytesKnownZero} of ${source.sizeBytes}`,
    ],
    ['Stored copy, SHA-256', copy?.sha256 ?? null],
    ['Stored copy, SHA-256 of the payload', copy?.payloadSha256 ?? null],
    [
      'Stored copy, bytes read and known to be zero',
      copy === undefined ? null : `${copy.bytesRead} and ${copy.bytesKnownZero} of ${copy.sizeBytes}`,
    ],
    [
      'Block manifest',
      copy === undefined
        ? null
        : `${copy.blockCount} blocks of ${copy.blockSize} bytes, root ${copy.manifestRoot}`,
    ],
    [
      'Both reads',
      compared === undefined
        ? null
        : compared.equal
          ? 'Equal'
          : `Different: ${compared.expected} and ${compared.actual}`,
    ],
    ...claimRows(item),
  ];
}

function errorsOf({ events }: ItemRecord, { time }: ReportRecordOf): readonly string[] {
  return events.flatMap((event) => {
    const at = time(event.occurredAt);
    if (event.type === 'acquisition.step-failed') {
      const { step, attempt, code, message, willRetry } = event.detail;
      return [
        `${at}: ${step}, attempt ${attempt}: ${message} (${code}). ${willRetry ? 'Tried again.' : 'Not tried again by itself.'}`,
      ];
    }
    if (event.type === 'acquisition.copy-dead') return [`${at}: a copy was given up: ${event.detail.reason}`];
    if (event.type === 'acquisition.retried')
      return [`${at}: ${event.detail.step} was begun again: ${event.detail.reason}`];
    return 'report' in event.detail && event.detail.report !== null
      ? event.detail.report.errors.map((one) => `${at}: ${one}`)
      : [];
  });
}

/** "Disposed of (DSP-2026-0001)"; null while the item is there. */
function disposalEnd(events: ItemRecord['events']): string | null {
  const [end] = ofType(events, 'evidence.disposed');
  return end === undefined ? null : `Disposed of (${end.detail.number})`;
}
