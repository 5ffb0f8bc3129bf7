import type { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import type { CustodyEvent, CustodyEventType } from '../../custody/custody-event.ts';
import type { Permission } from '../../custody/permission.ts';
import type { ProposalKind } from '../../custody/proposal.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { NewProposal, ProposalRecord } from '../../ports/proposal-desk.ts';
import type { ProcedureContext } from '../procedure.ts';

/** Everything that is particular to one kind of proposal: who must agree, what it says, what it does. */
export interface KindOfProposal<I> extends ProposalEffect {
  readonly permission: Permission; // to propose it
  readonly input: z.ZodType<I>; // what is proposed, without the reason
  /** Checks what is proposed against what is, and puts both into words. Throws what the proposer can mend. */
  prepare(context: ProcedureContext, actor: PersonActor, input: I): Promise<Prepared>;
}

/** What of a kind a decision needs. */
export interface ProposalEffect {
  readonly kind: ProposalKind;
  readonly records: readonly CustodyEventType[]; // the kind's own facts, beside those of the proposal
  /**
   * The effect, in the transaction of the last confirmation. An effect outside the database is only written down here,
   * with its job. Throws `conflict` when what was proposed no longer fits what is: then nothing is kept of the decision.
   */
  apply(
    desk: RegisterDesk,
    proposal: ProposalRecord,
    confirmedBy: PersonActor,
  ): Promise<readonly CustodyEvent[]>;
  /** What ends with the proposal when it is not confirmed, in the transaction of that end. Absent: nothing does. */
  ended?(desk: RegisterDesk, proposal: ProposalRecord, end: ProposalEnd): Promise<readonly CustodyEvent[]>;
}

export type ProposalEnd = 'refused' | 'withdrawn' | 'expired';

export type Prepared = Omit<NewProposal, 'kind' | 'reason' | 'proposer' | 'authority'> &
  Partial<Pick<NewProposal, 'authority'>>;
