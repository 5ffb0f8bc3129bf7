import type { RecordedEvent } from '../../lib/custody/recorded-event.ts';
import { analyst, diskSource, worker } from './facts.ts';

export const item = '00000000-0000-4000-8000-0000000000e1';
const incident = '00000000-0000-4000-8000-0000000000c1';
export const reportId = '00000000-0000-4000-8000-0000000000f1';
export const generatedAt = '2026-11-22T10:00:00.000000Z';
/** What the report says it read of a log, without a gap. */
export const stampedGap = {
  log: 'activity-log',
  from: '2026-11-01T00:00:00Z',
  to: generatedAt,
  problem: null,
  openGaps: [],
};

/** An event as the register gave it back. */
export function recordedEvent(type: string, detail: object, change: object = {}): RecordedEvent {
  return {
    ...{ id: `id of ${type}`, type, n: 0, stream: { kind: 'evidence', id: item }, subjects: [] },
    ...{ occurredAt: '2026-11-22T09:00:00.000000Z', recordedAt: generatedAt },
    ...{ reason: null, authority: null, actor: worker, detail },
    clock: { source: 'postgresql', offsetMs: null },
    tool: { name: 'holdfast', version: '1', commit: 'x' },
    ...change,
  } as unknown as RecordedEvent;
}

/** A disk that was asked for, copied, read and sealed, and the report on it that was asked for then. */
export function recordedAcquisition(
  source: object = {},
  authority: object = { type: 'warrant', number: '7', validFrom: null, validUntil: null },
) {
  const requested = {
    ...{ acquisitionId: item, exhibitNumber: 'EV-2026-0001', incidentId: incident, rehearsal: false },
    ...{
      source: { ...diskSource('web-os'), ...source },
      reason: 'Reported beaconing.',
      plan: 'Takes the disk.',
    },
    ...{ readMode: 'full', consistencyNote: null, authority },
  };
  const digests = {
    algorithm: 'SHA-256',
    sha256: 'ab'.repeat(32),
    payloadSha256: 'ab'.repeat(32),
    manifestRoot: 'r',
    blockCount: 1,
    blockSize: 1,
    sizeBytes: '1',
    bytesRead: '1',
    bytesKnownZero: '0',
  };
  const report = { errors: [], azure: [], attempt: 1, startedAt: '', endedAt: '', step: 'seal-evidence' };
  const protection = {
    container: 'c',
    policyState: 'Locked',
    retentionUntil: '2030-01-01T00:00:00.000Z',
    legalHoldTags: [],
    readBackAt: generatedAt,
  };
  return [
    recordedEvent('acquisition.requested', requested, {
      id: 'r',
      actor: analyst,
      authority,
      reason: requested.reason,
    }),
    recordedEvent('acquisition.copied', {
      account: 'a',
      container: 'c',
      blob: 'b',
      sizeBytes: '1',
      path: 'server-side',
      report,
    }),
    recordedEvent('acquisition.copy-hashed', { digests, manifestBlob: 'm', report }),
    recordedEvent('evidence.sealed', { protection, digests, report }),
    recordedEvent(
      'report.requested',
      {
        ...{
          reportId,
          exhibitNumber: 'EV-2026-0002',
          version: 1,
          subject: { kind: 'evidence', id: item, number: 'EV-2026-0001' },
        },
        ...{
          timeZone: 'Europe/Berlin',
          requestingParty: null,
          crossReferences: null,
          neededUntil: '2029-01-01',
          supersedes: null,
          reason: 'For the hearing.',
        },
      },
      { actor: analyst },
    ),
  ];
}
