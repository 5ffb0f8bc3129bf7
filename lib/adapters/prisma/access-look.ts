import type { Prisma } from '../../../prisma/generated/client.ts';
import {
  type AccessMode,
  accessPolicySchema,
  defaultAccessPolicy,
  type FrozenPolicy,
} from '../../custody/access-policy.ts';
import type { AccessRequestState } from '../../custody/access-request.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EvidenceKind } from '../../custody/evidence-source.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import { type RecordedEvent, recordedEventOf } from '../../custody/recorded-event.ts';
import type { AccessLook, AccessRequestRecord, AskedItem } from '../../ports/access-desk.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { onItsWayOut } from './disposal-look.ts';
import { freezeOf } from './freeze-look.ts';
import { lostReads } from './lost-reads.ts';
import { type CommittedRow, isCommitted } from './record-look.ts';
import type { Transaction } from './transaction.ts';

const readEndsWithinMs = 120_000;

/** What procedures read of access, over a pool or inside a transaction. */
export function accessLook(tx: Transaction): AccessLook {
  return {
    accessPolicy: async () => {
      const row = await tx.policyVersion.findFirst({ orderBy: { version: 'desc' } });
      if (row === null) return defaultAccessPolicy;
      const policy = accessPolicySchema.safeParse(row.policy);
      if (policy.success) return { version: row.version, ...policy.data };
      throw new CustodyError('storage-unavailable', 'The access policy in force cannot be read.', {
        cause: policy.error,
      });
    },
    accessRequest: (id) => accessRequest(tx, id),
    sealedItems: async (incidentId, evidenceIds) => {
      const rows = await tx.evidenceItem.findMany({
        where: {
          incidentId,
          state: 'sealed',
          rehearsal: false,
          disposals: { none: { state: { in: onItsWayOut } } },
          ...(evidenceIds === null ? {} : { id: { in: [...evidenceIds] } }),
        },
        orderBy: { exhibitNumber: 'asc' },
        select: { id: true, exhibitNumber: true, kind: true },
      });
      return await askedItems(tx, rows);
    },
    sealedItem: async (evidenceId) => {
      const row = await tx.evidenceItem.findUnique({
        where: { id: evidenceId, disposals: { none: { state: { in: onItsWayOut } } } },
      });
      if (row?.state !== 'sealed' || row.sizeBytes === null || row.sha256 === null) return null;
      const frozen = await freezeOf(tx, evidenceId);
      const { exhibitNumber, incidentId, rehearsal, sha256 } = row;
      const sizeBytes = row.sizeBytes.toString();
      const kind = row.kind as EvidenceKind;
      const known = { evidenceId, exhibitNumber, incidentId, kind, rehearsal, sha256, sizeBytes };
      return { ...known, frozen: frozen !== null };
    },
    committedFacts: (evidenceId, types) => committedFacts(tx, evidenceId, types),
    grantsOf: async (evidenceId, granteeObjectId) => {
      const rows = await tx.accessGrant.findMany({
        where: { granteeObjectId, revokedAt: null, request: { items: { some: { evidenceId } } } },
        include: { request: { select: { number: true } } },
        orderBy: { endsAt: 'desc' },
        take: 50,
      });
      return rows.map(({ request, mode, endsAt, ...row }) => ({
        ...row,
        mode: mode as AccessMode,
        number: request.number,
        endsAt: endsAt.toISOString(),
      }));
    },
    awayAmong: async (objectIds) => {
      const rows = await tx.personSetting.findMany({
        where: { objectId: { in: [...objectIds] }, awayUntil: { gt: new Date() } },
        select: { objectId: true },
      });
      return rows.map(({ objectId }) => objectId);
    },
    overdueRequests: async (most) => {
      const where = { state: 'waiting', expiresAt: { lte: new Date() } };
      const order = { orderBy: { expiresAt: 'asc' }, take: most, select: { id: true } } as const;
      return (await tx.accessRequest.findMany({ where, ...order })).map(({ id }) => id);
    },
    overdueGrants: async (most) => {
      // A read under way stops at its next block: its own end comes first.
      const endsAt = { lte: new Date(Date.now() - readEndsWithinMs) };
      const where = { revokedAt: null, endRecordedAt: null, endsAt };
      const order = { orderBy: { endsAt: 'asc' }, take: most, select: { requestId: true } } as const;
      return (await tx.accessGrant.findMany({ where, ...order })).map(({ requestId }) => requestId);
    },
    lostReads: (most) => lostReads(tx, most),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolAccessLook(db: Database): AccessLook {
  const look = accessLook(db);
  return {
    accessPolicy: () => throwingCustodyErrors(() => look.accessPolicy()),
    accessRequest: (id) => throwingCustodyErrors(() => look.accessRequest(id)),
    sealedItems: (incidentId, ids) => throwingCustodyErrors(() => look.sealedItems(incidentId, ids)),
    sealedItem: (id) => throwingCustodyErrors(() => look.sealedItem(id)),
    committedFacts: (id, types) => throwingCustodyErrors(() => look.committedFacts(id, types)),
    grantsOf: (id, grantee) => throwingCustodyErrors(() => look.grantsOf(id, grantee)),
    awayAmong: (ids) => throwingCustodyErrors(() => look.awayAmong(ids)),
    overdueRequests: (most) => throwingCustodyErrors(() => look.overdueRequests(most)),
    overdueGrants: (most) => throwingCustodyErrors(() => look.overdueGrants(most)),
    lostReads: (most) => throwingCustodyErrors(() => look.lostReads(most)),
  };
}

async function committedFacts(
  tx: Transaction,
  evidenceId: string,
  types: readonly string[],
): Promise<readonly RecordedEvent[]> {
  const rows = await tx.$queryRaw<CommittedRow[]>`
    select c.body, c.salt, e.entry from custody_event c join ledger_entry e on e.event_id = c.id
    where c.stream = ${evidenceId} and c.type = any(${[...types]}::text[])
      and c.body is not null and c.salt is not null
    order by c.n`;
  return rows.filter(isCommitted).flatMap(({ body }) => recordedEventOf(body) ?? []);
}

const whole = {
  items: { include: { evidence: { select: { id: true, exhibitNumber: true, kind: true } } } },
  decisions: { orderBy: { decidedAt: 'asc' } },
  comments: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
  grant: true,
} as const satisfies Prisma.AccessRequestInclude;

async function accessRequest(tx: Transaction, id: string): Promise<AccessRequestRecord | null> {
  const row = await tx.accessRequest.findUnique({ where: { id }, include: whole });
  if (row === null) return null;
  const { grant } = row;
  // These columns hold closed vocabularies and JSON that only this register writes.
  return {
    id: row.id,
    number: row.number,
    requester: { ...(row.requester as unknown as PersonActor), objectId: row.requesterObjectId },
    incidentId: row.incidentId,
    purpose: row.purpose,
    authority: row.authority as unknown as LegalAuthority,
    mode: row.mode as AccessMode,
    addressRange: row.addressRange,
    hours: row.hours,
    state: row.state as AccessRequestState,
    policy: row.policy as unknown as FrozenPolicy,
    expiresAt: row.expiresAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    items: await askedItems(
      tx,
      row.items.map(({ evidence }) => evidence),
    ),
    decisions: row.decisions.map(({ decision, approver, approverObjectId }) => ({
      decision: decision as 'approve' | 'refuse',
      by: {
        objectId: approverObjectId,
        displayName: (approver as unknown as PersonActor).displayName,
      },
    })),
    remarks: row.comments.map(({ id: remarkId, authorObjectId, authorName, createdAt, text }) => ({
      id: remarkId,
      by: { objectId: authorObjectId, displayName: authorName },
      at: createdAt.toISOString(),
      text,
    })),
    grant:
      grant === null
        ? null
        : {
            id: grant.id,
            endsAt: grant.endsAt.toISOString(),
            revokedAt: grant.revokedAt?.toISOString() ?? null,
            endRecordedAt: grant.endRecordedAt?.toISOString() ?? null,
          },
  };
}

/** With the custodian of each by the database's own rule, the one that the decision is held against. */
async function askedItems(
  tx: Transaction,
  items: readonly { readonly id: string; readonly exhibitNumber: string; readonly kind: string }[],
): Promise<readonly AskedItem[]> {
  const rows = await tx.$queryRaw<{ id: string; custodian: string | null }[]>`
    select id::text as id, current_custodian(id) as custodian
    from unnest(${items.map(({ id }) => id)}::uuid[]) as id`;
  const custodians = new Map(rows.map(({ id, custodian }) => [id, custodian]));
  return items.map(({ id, exhibitNumber, kind }) => ({
    evidenceId: id,
    exhibitNumber,
    kind: kind as EvidenceKind, // a closed vocabulary that only this register writes
    custodianObjectId: custodians.get(id) ?? null,
  }));
}
