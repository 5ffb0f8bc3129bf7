import type { ProposalKind, ProposalNeeds } from './proposal.ts';
import type { RecordedChange } from './recorded-change.ts';

/** What every fact of a proposal names. */
interface OfProposal {
  readonly proposalId: string;
  readonly number: string; // PR-2026-0001
  readonly kind: ProposalKind;
  readonly title: string;
}

interface ControllerAct {
  readonly act: 'clear-hold';
  readonly container: string;
  readonly tag: string;
}

/** Facts of what takes two people: proposed by one, decided by others, and what changed by it. */
export interface ProposalEventShapes {
  'proposal.proposed': OfProposal & {
    changes: readonly RecordedChange[]; // as everybody who decides is shown them
    needs: ProposalNeeds;
    expiresAt: string;
  };
  /** One person's agreement; the last one that is needed brings the kind's own facts with it. */
  'proposal.confirmed': OfProposal & { confirmations: number; needed: number; comment: string | null };
  'proposal.refused': OfProposal & { comment: string };
  'proposal.withdrawn': OfProposal;
  'proposal.expired': OfProposal & { confirmations: number; needed: number };
  /** What no identity of the product may do: begun, done and failed with the controller's own token. */
  'control.act-begun': OfProposal & ControllerAct;
  'control.act-done': OfProposal &
    ControllerAct & {
      left: readonly string[]; // holds that still stand, as Azure answered
      correlationIds: readonly string[]; // of Azure's own record of the call
    };
  'control.act-failed': OfProposal & ControllerAct & { problem: string };
  /** A control of the product has a new version, which is in force from now on. */
  'control.changed': OfProposal & {
    version: number;
    changes: readonly RecordedChange[];
    value: string; // JSON, whole
    proposedBy: string; // object id
  };
}
