import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { mayDo } from '../custody/permission.ts';
import {
  needsWords,
  type ProposalKind,
  type ProposalNeeds,
  type ProposalState,
  proposalRefusalWords,
  proposalState,
  whyNotDecide,
} from '../custody/proposal.ts';
import type { RecordedChange } from '../custody/recorded-change.ts';

/** A proposal as a screen shows it to one person. */
export interface ProposalView {
  readonly id: string;
  readonly number: string;
  readonly kind: ProposalKind;
  readonly title: string;
  readonly state: ProposalState;
  readonly changes: readonly RecordedChange[]; // before and after, as it was shown to everybody who decides
  readonly reason: string;
  readonly needs: string; // in words
  readonly confirmations: number;
  readonly needed: number;
  readonly proposerName: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
  readonly decisions: readonly ShownProposalDecision[];
  readonly incident: { readonly id: string; readonly number: string } | null;
  readonly subjectId: string; // of the stream that its facts stand in
  readonly may: {
    readonly decide: boolean;
    readonly whyNotDecide: string | null; // for somebody of a deciding role who may not decide on this one
    readonly withdraw: boolean;
  };
  readonly readAt: string;
}

export interface ShownProposalDecision {
  readonly name: string;
  readonly decision: 'confirm' | 'refuse';
  readonly comment: string | null;
  readonly at: string;
}

export const proposalShownWith = {
  decisions: { orderBy: { decidedAt: 'asc' } },
  incident: { select: { id: true, number: true } },
} as const satisfies Prisma.ProposalInclude;

type Row = Prisma.ProposalGetPayload<{ include: typeof proposalShownWith }>;

/** In: a row that this person may see. */
export function proposalView(row: Row, actor: PersonActor, now: Date): ProposalView {
  const needs = row.needs as unknown as ProposalNeeds; // written by the register alone, as the columns below
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as ProposalKind,
    title: row.title,
    state: proposalState(row, now),
    changes: row.changes as unknown as readonly RecordedChange[],
    reason: row.reason,
    needs: needsWords(needs),
    confirmations: row.decisions.filter(({ decision }) => decision === 'confirm').length,
    needed: needs.deciders,
    proposerName: nameOf(row.proposer),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisions: row.decisions.map(({ decision, decider, comment, decidedAt }) => ({
      name: nameOf(decider),
      decision: decision as ShownProposalDecision['decision'],
      comment,
      at: decidedAt.toISOString(),
    })),
    incident: row.incident,
    subjectId: row.subjectId,
    may: abilities(row, needs, actor, now),
    readAt: now.toISOString(),
  };
}

function abilities(row: Row, needs: ProposalNeeds, actor: PersonActor, now: Date): ProposalView['may'] {
  const waits = proposalState(row, now) === 'waiting';
  const decides = waits && mayDo(actor.roles, 'proposal.decide');
  const decided = row.decisions.some(({ deciderObjectId }) => deciderObjectId === actor.objectId);
  const refusal = whyNotDecide({ needs, proposedBy: row.proposedBy }, actor);
  return {
    decide: decides && !decided && refusal === null,
    whyNotDecide: decides && !decided && refusal !== null ? proposalRefusalWords(refusal, needs) : null,
    withdraw: waits && row.proposedBy === actor.objectId && mayDo(actor.roles, 'proposal.withdraw-own'),
  };
}

function nameOf(person: unknown): string {
  return (person as PersonActor).displayName;
}
