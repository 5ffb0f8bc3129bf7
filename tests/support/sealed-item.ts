import type { AcquisitionStep } from '../../lib/custody/acquisition.ts';
import type {
  CustodyEvent,
  CustodyEventType,
  EventDetail,
  LockerProtection,
  StepReport,
} from '../../lib/custody/custody-event.ts';
import type { ReadDigests } from '../../lib/custody/read-digests.ts';
import type { RegisterDesk } from '../../lib/ports/custody-register.ts';
import { incidentEvent } from '../../lib/procedures/incident/incident-event.ts';
import type { TestDatabase } from './database.ts';
import { acquisitionRequest, analyst, worker } from './facts.ts';

/** One evidence item of an incident of its own, sealed through the register as the steps of an acquisition do it. */
export interface SealedItem {
  readonly incidentId: string;
  readonly evidenceId: string;
  readonly acquisitionId: string;
  readonly exhibitNumber: string;
  readonly container: string;
}

export const readDigests: ReadDigests = {
  algorithm: 'SHA-256',
  sha256: '11'.repeat(32),
  payloadSha256: '22'.repeat(32),
  manifestRoot: Buffer.alloc(32, 3).toString('base64'),
  blockSize: 4_194_304,
  blockCount: 32,
  sizeBytes: '134218240',
  bytesRead: '1048576',
  bytesKnownZero: '133169664',
  readMode: 'page-list',
};

const blob = 'EV/attempt-1/disk.vhd';

function protectionOf({ container }: SealedItem): LockerProtection {
  return {
    container,
    policyState: 'Locked',
    retentionDays: 30,
    retentionUntil: '2027-01-01T00:00:00.000Z',
    legalHoldTags: ['inc1'],
    extensionsLeft: 5,
    readBackAt: '2026-11-22T00:00:00.000Z',
  };
}

export async function sealedItem(at: TestDatabase, disk = 'disk-os'): Promise<SealedItem> {
  const item = await requested(at, disk);
  const about = { acquisitionId: item.acquisitionId, report: report('hash-source') };
  await done(at, item, 'copy-to-locker', 'acquisition.copied', {
    ...about,
    account: 'locker',
    container: item.container,
    blob,
    sizeBytes: readDigests.sizeBytes,
    path: 'server-side',
    copyId: null,
    etag: null,
  });
  await done(at, item, 'hash-source', 'acquisition.source-hashed', { ...about, digests: readDigests });
  await done(at, item, 'hash-locker-copy', 'acquisition.copy-hashed', {
    ...about,
    digests: readDigests,
    manifestBlob: 'manifest',
  });
  await done(at, item, 'seal-evidence', 'evidence.sealed', {
    ...about,
    digests: readDigests,
    protection: protectionOf(item),
  });
  return item;
}

async function requested(at: TestDatabase, disk: string): Promise<SealedItem> {
  const may = ['incident.opened', 'acquisition.requested'] as const;
  return await at.register.record(analyst, may, async (desk) => {
    const incident = await desk.openIncident({ title: 'Beaconing', severity: 'high', openedBy: analyst });
    const opened = incidentEvent('incident.opened', incident.id, 'an alert', {
      number: incident.number,
      title: incident.title,
      severity: incident.severity,
      reason: 'an alert',
    });
    const request = acquisitionRequest(incident.id, disk);
    const made = await desk.createAcquisition(request);
    const item = { ...made, incidentId: incident.id, container: incident.container };
    const { source, reason, authority, plan, readMode } = request;
    const detail = {
      acquisitionId: made.acquisitionId,
      exhibitNumber: made.exhibitNumber,
      incidentId: incident.id,
      ...{ source, reason, authority, plan, readMode },
      consistencyNote: null,
      rehearsal: false,
    };
    return { result: item, events: [opened, eventOf(item, 'acquisition.requested', detail)] };
  });
}

/** Finishes one step with the rows and the fact that it writes. */
async function done<T extends CustodyEventType>(
  at: TestDatabase,
  item: SealedItem,
  step: AcquisitionStep,
  type: T,
  detail: EventDetail<T>,
): Promise<void> {
  const lease = await at.register.claimStep(item.acquisitionId, step, 'worker-1');
  if (lease === null) throw new Error(`${step} could not be claimed`);
  await at.register.record(worker, [type], async (desk) => {
    const read = type === 'acquisition.source-hashed' || type === 'acquisition.copy-hashed';
    await desk.finishStep(
      lease,
      'done',
      null,
      read ? { kind: 'digests', digests: readDigests } : { kind: 'none' },
    );
    await writeRows(desk, item, type);
    return { result: null, events: [eventOf(item, type, detail)] };
  });
}

async function writeRows(desk: RegisterDesk, item: SealedItem, type: CustodyEventType): Promise<void> {
  if (type === 'acquisition.copied')
    await desk.setCopy(item.acquisitionId, blob, BigInt(readDigests.sizeBytes));
  if (type === 'evidence.sealed')
    await desk.sealEvidence(item.evidenceId, { digests: readDigests, protection: protectionOf(item) });
}

function eventOf<T extends CustodyEventType>(
  item: SealedItem,
  type: T,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'evidence', id: item.evidenceId },
    subjects: [
      `incident:${item.incidentId}`,
      `evidence:${item.evidenceId}`,
      `acquisition:${item.acquisitionId}`,
    ],
    reason: 'suspected intrusion',
    authority: null,
    detail,
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}

function report(step: AcquisitionStep): StepReport {
  const at = '2026-11-22T00:00:00.000Z';
  return { step, attempt: 1, startedAt: at, endedAt: at, errors: [], azure: [] };
}
