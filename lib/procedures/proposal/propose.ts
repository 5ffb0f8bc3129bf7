import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEventType, StreamRef } from '../../custody/custody-event.ts';
import { needsWords, type ProposalNeeds } from '../../custody/proposal.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireFreshSignIn } from '../fresh-sign-in.ts';
import type { Procedure } from '../procedure.ts';
import { requireTwoControllers } from './controllers-now.ts';
import { proposalEvent } from './proposal-event.ts';
import type { KindOfProposal } from './proposal-kind.ts';
import { tellDeciders } from './proposal-note.ts';

export interface Proposed {
  readonly id: string;
  readonly number: string;
}

type Proposal<I> = { readonly reason: string; readonly change: I };

/**
 * The procedure that proposes changes of one kind. In: the reason, and `change` as the kind wants it. What is proposed,
 * who must agree and what everybody is shown are frozen. Throws `forbidden`, `sign-in-again`, what the kind's own checks
 * throw, and `conflict` while another proposal waits on the same thing or there are not exactly two controllers.
 */
export function proposing<I>(kind: KindOfProposal<I>): Procedure<Proposal<I>, Proposed> {
  const attempt = `${kind.kind} proposal`;
  return {
    name: `propose-${kind.kind}`,
    permission: kind.permission,
    input: z.strictObject({ reason: reasonSchema, change: kind.input }),
    records: ['proposal.proposed'] satisfies readonly CustodyEventType[],
    async run(context, actor, { reason, change }) {
      const proposer = await asTheTenantSays(context, actor, { attempt });
      const prepared = await kind.prepare(context, proposer, change);
      const { needs } = prepared;
      requireMayPropose(proposer, needs, attempt);
      await requireTwoControllers(context, needs, kind.kind, { attempt });
      return await context.register.record(proposer, ['proposal.proposed'], async (desk) => {
        const waiting = await desk.waitingProposal(kind.kind, prepared.key);
        if (waiting !== null)
          throw new CustodyError(
            'conflict',
            `${waiting.number} waits on the same already. Decide that one first.`,
          );
        const authority = prepared.authority ?? null;
        const asked = { ...prepared, kind: kind.kind, reason, authority, proposer };
        const { id, number, expiresAt } = await desk.openProposal(asked);
        const subject: StreamRef = prepared.subject ?? { kind: 'proposal', id };
        const about = { ...asked, id, number, subject };
        await tellDeciders(desk, about, about, `${number}: ${prepared.title}. ${needsWords(needs)}`);
        const detail = { changes: prepared.changes, needs, expiresAt };
        return {
          events: [proposalEvent('proposal.proposed', about, detail, { reason, authority })],
          result: { id, number },
        };
      });
    },
  };
}

function requireMayPropose(actor: PersonActor, needs: ProposalNeeds, attempt: string): void {
  if (!actor.roles.some((role) => needs.proposerRoles.includes(role)))
    throw new CustodyError(
      'forbidden',
      `This is for ${needs.proposerRoles.join(' or ')} to propose, by the roles that the tenant gives now.`,
      { detail: { attempt } },
    );
  requireFreshSignIn(actor, needs.stepUpMinutes, { attempt });
}
