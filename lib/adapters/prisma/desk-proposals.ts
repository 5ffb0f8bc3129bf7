import type { StreamRef } from '../../custody/custody-event.ts';
import { type ProposalRefusal, proposalRefusals } from '../../custody/proposal.ts';
import type { NewProposal, ProposalDesk, ProposalOutcome } from '../../ports/proposal-desk.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const dayMs = 86_400_000;

/** The desk's drawer for what takes two people, inside one transaction. */
export function proposalDesk(tx: Transaction): ProposalDesk {
  return {
    openProposal: (proposal) => openProposal(tx, proposal),
    decideProposal: async ({ proposalId, decision, decider, proposerRoles, comment }) => {
      const rows = await tx.$queryRaw<OutcomeRow[]>`
        select outcome, confirmations, needed from decide_proposal(
          ${proposalId}::uuid, ${decision}, ${JSON.stringify(decider)}::jsonb, ${[...decider.roles]}::text[],
          ${[...proposerRoles]}::text[], ${decider.authenticatedAt}::timestamptz, ${comment})`;
      return outcomeOf(rows[0]);
    },
    closeProposal: async (id, end) => {
      const rows = await tx.$queryRaw<{ closed: boolean }[]>`
        select close_proposal(${id}::uuid, ${end}) as closed`;
      return rows[0]?.closed === true;
    },
    applyControl: async (proposalId) => {
      const rows = await tx.$queryRaw<{ version: number | null }[]>`
        select apply_control(${proposalId}::uuid) as version`;
      return rows[0]?.version ?? null;
    },
  };
}

async function openProposal(tx: Transaction, proposal: NewProposal) {
  const { subject, before, after, changes, authority, proposer, needs, subjects, ...said } = proposal;
  const id = uuidV7();
  const number = await nextNumber(tx, 'PR');
  const row = await tx.proposal.create({
    data: {
      ...said,
      id,
      number,
      state: 'waiting',
      subjects: [...subjects],
      subjectKind: subject?.kind ?? 'proposal',
      subjectId: subject === null ? id : idOf(subject),
      before: jsonColumn(before),
      after: jsonColumn(after),
      changes: jsonColumn(changes),
      ...(authority === null ? {} : { authority: jsonColumn(authority) }),
      proposedBy: proposer.objectId,
      proposer: jsonColumn(proposer),
      needs: jsonColumn(needs),
      expiresAt: new Date(Date.now() + needs.waitingDays * dayMs),
    },
  });
  return { id, number, expiresAt: row.expiresAt.toISOString() };
}

function idOf(subject: StreamRef): string {
  return subject.kind === 'system' ? 'system' : subject.id;
}

interface OutcomeRow {
  readonly outcome: string;
  readonly confirmations: number | null;
  readonly needed: number | null;
}

function outcomeOf(row: OutcomeRow | undefined): ProposalOutcome {
  if (row === undefined) throw new Error('the decision was called for, yet not answered');
  const { outcome, confirmations, needed } = row;
  if (isRefusal(outcome)) return { kind: 'not-counted', why: outcome };
  if (outcome === 'refused') return { kind: 'refused' };
  if (confirmations === null || needed === null) throw new Error(`a decision without its count: ${outcome}`);
  if (outcome === 'counted' || outcome === 'confirmed') return { kind: outcome, confirmations, needed };
  throw new Error(`an unknown outcome of a decision: ${outcome}`);
}

function isRefusal(outcome: string): outcome is ProposalRefusal {
  return (proposalRefusals as readonly string[]).includes(outcome);
}
