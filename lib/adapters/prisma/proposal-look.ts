import type { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type { StreamRef } from '../../custody/custody-event.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import type { ProposalKind, ProposalNeeds, ProposalState } from '../../custody/proposal.ts';
import type { RecordedChange } from '../../custody/recorded-change.ts';
import type { ProposalLook, ProposalRecord } from '../../ports/proposal-desk.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/** What procedures read of proposals, over a pool or inside a transaction. */
export function proposalLook(tx: Transaction): ProposalLook {
  return {
    proposal: async (id) => {
      const row = await tx.proposal.findUnique({ where: { id }, include: withDecisions });
      return row === null ? null : proposalRecord(row);
    },
    waitingProposal: (kind, key) =>
      tx.proposal.findFirst({ where: { kind, key, state: 'waiting' }, select: { id: true, number: true } }),
    overdueProposals: async (most) => {
      const where = { state: 'waiting', expiresAt: { lte: new Date() } };
      const order = { orderBy: { expiresAt: 'asc' }, take: most, select: { id: true } } as const;
      return (await tx.proposal.findMany({ where, ...order })).map(({ id }) => id);
    },
    control: async (name) => {
      const row = await tx.controlVersion.findFirst({
        where: { control: name },
        orderBy: { version: 'desc' },
      });
      return row === null
        ? null
        : { version: row.version, value: row.value, since: row.createdAt.toISOString() };
    },
    retentionDefaultsFor: async (incidentId) => {
      const first = await tx.custodyEvent.findFirst({
        where: { stream: incidentId },
        orderBy: { n: 'asc' },
        select: { occurredAt: true },
      });
      return await tx.controlVersion.findFirst({
        where: { control: 'retention-defaults', createdAt: { lte: first?.occurredAt ?? new Date() } },
        orderBy: { version: 'desc' },
        select: { value: true },
      });
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolProposalLook(db: Database): ProposalLook {
  const look = proposalLook(db);
  return {
    proposal: (id) => throwingCustodyErrors(() => look.proposal(id)),
    waitingProposal: (kind, key) => throwingCustodyErrors(() => look.waitingProposal(kind, key)),
    overdueProposals: (most) => throwingCustodyErrors(() => look.overdueProposals(most)),
    control: (name) => throwingCustodyErrors(() => look.control(name)),
    retentionDefaultsFor: (id) => throwingCustodyErrors(() => look.retentionDefaultsFor(id)),
  };
}

const withDecisions = {
  decisions: { orderBy: { decidedAt: 'asc' } },
} as const satisfies Prisma.ProposalInclude;
type Row = Prisma.ProposalGetPayload<{ include: typeof withDecisions }>;

/** These columns hold closed vocabularies and JSON that only this register writes. */
function proposalRecord(row: Row): ProposalRecord {
  const { id, number, key, title, subjects, incidentId, reason } = row;
  return {
    ...{ id, number, key, title, subjects, incidentId, reason },
    kind: row.kind as ProposalKind,
    subject: { kind: row.subjectKind, id: row.subjectId } as StreamRef,
    before: row.before as object,
    after: row.after as object,
    changes: row.changes as unknown as readonly RecordedChange[],
    authority: row.authority as unknown as LegalAuthority | null,
    proposer: { ...(row.proposer as unknown as PersonActor), objectId: row.proposedBy },
    needs: row.needs as unknown as ProposalNeeds,
    state: row.state as ProposalState,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisions: row.decisions.map(({ decision, decider, deciderObjectId, comment, decidedAt }) => ({
      decision: decision as 'confirm' | 'refuse',
      by: {
        objectId: deciderObjectId,
        displayName: (decider as unknown as PersonActor).displayName,
      },
      comment,
      at: decidedAt.toISOString(),
    })),
  };
}
