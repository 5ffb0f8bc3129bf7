import { isFinal, snapshotName } from '../../custody/acquisition.ts';
import type { CustodyEventType } from '../../custody/custody-event.ts';
import { type RecordedEvent, recordedEventOf } from '../../custody/recorded-event.ts';
import type { KnowledgeQuestion, KnownFacts } from '../../ports/reconciliation-state.ts';
import { actTypes, knownActs } from '../../reconcile/known-acts.ts';
import type { KnownGrant, KnownItem, KnownRead } from '../../reconcile/ledger-knowledge.ts';
import { callsById, type RecordedCall, recordedCalls } from '../../reconcile/recorded-calls.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';
import { firstUuidOf } from './uuid-v7.ts';

const earlierMs = 900_000; // an event names calls that were made before it
const longestReadMs = 48 * 3_600_000;

/** What the register knows of all that a batch of log records names. Grants, reads and acts are taken from the events. */
export async function knownFacts(tx: Transaction, question: KnowledgeQuestion): Promise<KnownFacts> {
  const grantStreams = await streamsOfGrants(tx, question.grants);
  const items = await knownItems(tx, question, grantStreams);
  const incidents = await containersOf(tx, question.containers);
  const streams = [
    ...new Set([...items.map((item) => item.evidenceId), ...incidents.values(), ...grantStreams]),
  ];
  const since = new Date(question.from.getTime() - longestReadMs);
  const read = await eventsOf(tx, streams, readTypes, since);
  const acted = await eventsOf(tx, streams, actTypes, new Date(0)); // a lift waits for its controller for days
  const granted = await eventsOf(tx, grantStreams, ['access.granted', 'access.revoked'], new Date(0));
  return {
    calls: callsById(await callsSince(tx, new Date(question.from.getTime() - earlierMs))),
    items,
    incidents,
    reads: readsOf(read),
    acts: knownActs(acted, items),
    grants: grantsOf(granted, question.grants),
  };
}

/** Every call that an event since then names. */
export async function callsSince(tx: Transaction, from: Date): Promise<readonly RecordedCall[]> {
  return (await tracedEvents(tx, from, null)).flatMap(recordedCalls);
}

/** Events recorded in this time that name calls to Azure. */
export async function tracedEvents(
  tx: Transaction,
  from: Date,
  to: Date | null,
): Promise<readonly RecordedEvent[]> {
  const [traces, ids] = [Buffer.from('"clientRequestId"'), Buffer.from('"correlationIds"')];
  const end = to === null ? null : firstUuidOf(to.getTime());
  const rows = await tx.$queryRaw<{ body: Uint8Array }[]>`
    select body from custody_event
    where id >= ${firstUuidOf(from.getTime())}::uuid and (${end}::uuid is null or id < ${end}::uuid)
      and type not like 'reconciliation.%' and body is not null
      and (position(${traces}::bytea in body) > 0 or position(${ids}::bytea in body) > 0)
    order by id`;
  return rows.flatMap(({ body }) => recordedEventOf(body) ?? []);
}

async function knownItems(
  tx: Transaction,
  { containers, snapshotNames, disks }: KnowledgeQuestion,
  evidenceIds: readonly string[],
): Promise<readonly KnownItem[]> {
  const acquisitionIds = snapshotNames.flatMap((name) => /^hf-([0-9a-f-]{36})$/.exec(name)?.[1] ?? []);
  const rows = await tx.acquisition.findMany({
    where: {
      OR: [
        { evidence: { container: { in: [...containers] } } },
        { diskResourceId: { in: [...disks] } },
        { id: { in: acquisitionIds } },
        { evidenceId: { in: [...evidenceIds] } },
      ],
    },
    select: {
      id: true,
      incidentId: true,
      diskResourceId: true,
      createdAt: true,
      state: true,
      finishedAt: true,
      evidence: { select: { id: true, exhibitNumber: true, container: true } },
    },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ id, incidentId, diskResourceId, createdAt, state, finishedAt, evidence }) => ({
    evidenceId: evidence.id,
    incidentId,
    exhibitNumber: evidence.exhibitNumber,
    container: evidence.container,
    diskId: diskResourceId,
    snapshotName: snapshotName(id),
    from: createdAt.toISOString(),
    to: isFinal(state as Parameters<typeof isFinal>[0]) ? (finishedAt?.toISOString() ?? null) : null,
  }));
}

async function containersOf(
  tx: Transaction,
  containers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.incident.findMany({
    where: { container: { in: [...containers] } },
    select: { id: true, container: true },
  });
  return new Map(rows.map(({ id, container }) => [container, id]));
}

async function streamsOfGrants(tx: Transaction, grants: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.accessRequestItem.findMany({
    where: { request: { grant: { is: { id: { in: grants.filter(isUuid) } } } } },
    select: { evidenceId: true },
  });
  return [...new Set(rows.map(({ evidenceId }) => evidenceId))];
}

const readTypes = [
  'access.content-opened',
  'access.content-read',
  'evidence.verification-started',
  'evidence.verified',
  'evidence.sampling-started',
  'evidence.sampled',
  'derivative.requested',
  'derivative.imported',
  'derivative.failed',
] as const satisfies readonly CustodyEventType[];

async function eventsOf(
  tx: Transaction,
  streams: readonly string[],
  types: readonly CustodyEventType[],
  since: Date,
): Promise<readonly RecordedEvent[]> {
  if (streams.length === 0) return [];
  const rows = await tx.custodyEvent.findMany({
    where: {
      stream: { in: [...streams] },
      type: { in: [...types] },
      id: { gte: firstUuidOf(since.getTime()) },
    },
    orderBy: { id: 'asc' },
    select: { body: true },
  });
  return rows.flatMap(({ body }) => recordedEventOf(body) ?? []);
}

/** A read lasts from its opening until its end was recorded; a full read and the making of a working copy likewise. */
function readsOf(facts: readonly RecordedEvent[]): readonly KnownRead[] {
  return facts.flatMap((event) => {
    if (event.stream.kind !== 'evidence') return [];
    const about = { eventId: event.id, evidenceId: event.stream.id, from: event.occurredAt };
    if (event.type === 'access.content-opened') {
      const { readId } = event.detail;
      const end = facts.find((one) => one.type === 'access.content-read' && one.detail.readId === readId);
      return [{ ...about, to: end?.occurredAt ?? null }];
    }
    if (event.type === 'evidence.verification-started' || event.type === 'evidence.sampling-started') {
      const { verificationId } = event.detail;
      const end = facts.find(
        (one) =>
          (one.type === 'evidence.verified' || one.type === 'evidence.sampled') &&
          one.detail.verificationId === verificationId,
      );
      return [{ ...about, to: end?.occurredAt ?? null }];
    }
    if (event.type === 'derivative.requested') {
      const { workingCopyId } = event.detail;
      const end = facts.find(
        (one) =>
          (one.type === 'derivative.imported' ||
            (one.type === 'derivative.failed' && !one.detail.willRetry)) &&
          one.detail.workingCopyId === workingCopyId,
      );
      return [{ ...about, to: end?.occurredAt ?? null }];
    }
    return [];
  });
}

/** A grant opens the items in whose streams it was recorded. */
function grantsOf(
  events: readonly RecordedEvent[],
  asked: readonly string[],
): ReadonlyMap<string, KnownGrant> {
  const found = new Map<string, KnownGrant>();
  for (const event of events) {
    if (event.type !== 'access.granted' || event.stream.kind !== 'evidence') continue;
    const { grantId: id, number, mode, grantee, addressRange, endsAt } = event.detail;
    if (!asked.includes(id)) continue;
    const revoked = events.find((one) => one.type === 'access.revoked' && one.detail.grantId === id);
    const to = revoked !== undefined && revoked.occurredAt < endsAt ? revoked.occurredAt : endsAt;
    found.set(id, {
      ...{ id, number, mode, addressRange, to },
      granteeObjectId: grantee.objectId,
      evidenceIds: [...(found.get(id)?.evidenceIds ?? []), event.stream.id],
      from: event.occurredAt,
    });
  }
  return found;
}
