import type { NamedPerson } from './named-person.ts';

/** What every fact of one hand-over names. It stands in the stream of the item. */
interface OfHandover {
  readonly handoverId: string;
  readonly number: string; // HO-2026-0001
  readonly from: NamedPerson; // who has custody while it waits
  readonly to: NamedPerson;
}

/**
 * Facts of a transfer of custody: offered by one person, accepted by another, each by an act of their own. Custody
 * form fields 21 to 23: released by, received by, when each, why, where, in what condition.
 */
export interface HandoverEventShapes {
  'custody.handover-offered': OfHandover & {
    purpose: string;
    condition: string;
    location: string;
    expiresAt: string;
    /** Who has custody cannot act any more, says the tenant, and the actor offers in their place. */
    inPlace: boolean;
  };
  /** From here on `to`, who is the actor, has custody. */
  'custody.handover-accepted': OfHandover & { condition: string; location: string };
  'custody.handover-declined': OfHandover;
  'custody.handover-withdrawn': OfHandover;
  'custody.handover-expired': OfHandover & { why?: 'disposed' }; // left out: its time was over
}
