import { type DecisionRefusal, decisionRefusals } from '../../custody/access-request.ts';
import type { AccessDesk, DecisionOutcome, NewAccessRequest } from '../../ports/access-desk.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const dayMs = 86_400_000;

/** The desk's drawer for access requests and grants, inside one transaction. */
export function accessDesk(tx: Transaction): AccessDesk {
  return {
    openAccessRequest: (request) => openAccessRequest(tx, request),
    addRemark: async (requestId, { objectId, displayName }, text) => {
      const row = await tx.accessComment.create({
        data: { id: uuidV7(), requestId, authorObjectId: objectId, authorName: displayName, text },
      });
      return { id: row.id, by: { objectId, displayName }, at: row.createdAt.toISOString(), text };
    },
    decideAccess: async ({ requestId, decision, approver, fallbackOpen, remarkId }) => {
      const rows = await tx.$queryRaw<OutcomeRow[]>`
        select outcome, approvals, needed, grant_id, grant_ends from decide_access_request(
          ${requestId}::uuid, ${decision}, ${JSON.stringify(approver)}::jsonb, ${[...approver.roles]}::text[],
          ${fallbackOpen}, ${approver.authenticatedAt}::timestamptz, ${remarkId}::uuid)`;
      return outcomeOf(rows[0]);
    },
    closeAccessRequest: async (id, end) => {
      const rows = await tx.$queryRaw<{ closed: boolean }[]>`
        select close_access_request(${id}::uuid, ${end}) as closed`;
      return rows[0]?.closed === true;
    },
    revokeGrant: async (id, by, why) => {
      const now = new Date();
      const { count } = await tx.accessGrant.updateMany({
        where: { id, revokedAt: null, endRecordedAt: null, endsAt: { gt: now } },
        data: { revokedAt: now, revokedBy: by.objectId, revokedWhy: why },
      });
      return count === 1;
    },
    recordGrantEnd: async (id) => {
      const now = new Date();
      const { count } = await tx.accessGrant.updateMany({
        where: { id, revokedAt: null, endRecordedAt: null, endsAt: { lte: now } },
        data: { endRecordedAt: now },
      });
      return count === 1;
    },
    hasEnded: (evidenceId, readId) => hasEnded(tx, evidenceId, readId),
    settleNotes: async (key, title) => {
      await tx.notification.updateMany({
        where: { key },
        data: { level: 'info', title, updatedAt: new Date() },
      });
    },
  };
}

async function openAccessRequest(tx: Transaction, request: NewAccessRequest) {
  const { requester, evidenceIds, policy, authority, ...asked } = request;
  const number = await nextNumber(tx, 'AR');
  const row = await tx.accessRequest.create({
    data: {
      ...asked,
      id: uuidV7(),
      number,
      state: 'waiting',
      requesterObjectId: requester.objectId,
      requester: jsonColumn(requester),
      authority: jsonColumn(authority),
      policyVersion: policy.version,
      policy: jsonColumn(policy),
      expiresAt: new Date(Date.now() + policy.waitingDays * dayMs),
    },
  });
  await tx.accessRequestItem.createMany({
    data: evidenceIds.map((evidenceId) => ({ requestId: row.id, evidenceId })),
  });
  return { id: row.id, number, expiresAt: row.expiresAt.toISOString() };
}

async function hasEnded(tx: Transaction, evidenceId: string, readId: string): Promise<boolean> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`read ${readId}`}, 0))`;
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from custody_event where stream = ${evidenceId} and type = 'access.content-read'
      and position(${Buffer.from(`"${readId}"`)}::bytea in body) > 0 limit 1`;
  return rows.length > 0;
}

interface OutcomeRow {
  readonly outcome: string;
  readonly approvals: number | null;
  readonly needed: number | null;
  readonly grant_id: string | null;
  readonly grant_ends: Date | null;
}

function outcomeOf(row: OutcomeRow | undefined): DecisionOutcome {
  if (row === undefined) throw new Error('the decision was called for, yet not answered');
  const { outcome, approvals, needed, grant_id, grant_ends } = row;
  if (isRefusal(outcome)) return { kind: 'not-counted', why: outcome };
  if (outcome === 'refused') return { kind: 'refused' };
  if (approvals === null || needed === null) throw new Error(`a decision without its count: ${outcome}`);
  if (outcome === 'approved') return { kind: 'approved', approvals, needed };
  if (outcome === 'granted' && grant_id !== null && grant_ends !== null)
    return { kind: 'granted', approvals, needed, grantId: grant_id, endsAt: grant_ends.toISOString() };
  throw new Error(`an unknown outcome of a decision: ${outcome}`);
}

function isRefusal(outcome: string): outcome is DecisionRefusal {
  return (decisionRefusals as readonly string[]).includes(outcome);
}
