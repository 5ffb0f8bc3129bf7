import type { GuardState } from './guard-drift.ts';

/** Facts of a container's guard stand in the stream of its incident: holds and retention belong to the incident. */
interface OfContainer {
  readonly container: string;
}

/** What a person asked for: the intent comes before Azure is asked, the outcome after Azure was read back. */
interface OfAct extends OfContainer {
  readonly actId: string;
}

/** Who did something in Azure, as Azure names them. */
export interface AzureDoer {
  readonly objectId: string | null;
  readonly name: string | null; // user principal name; null for an identity
}

/** One line of Azure's own history of a container's guard. */
export interface GuardHistoryLine {
  readonly what: string; // hold, or a policy's put, lock, extend
  readonly tag: string | null;
  readonly days: number | null;
  readonly at: string;
  readonly by: AzureDoer;
}

export interface HoldEventShapes {
  'hold.requested': OfAct & { tag: string; caseReference: string };
  'hold.placed': OfAct & {
    tag: string;
    caseReference: string;
    tags: readonly string[]; // all that Azure reports
    readAt: string;
    correlationIds: readonly string[]; // of Azure's own record of the call; none: it was as asked already
  };
  'hold.lift-confirmed': OfAct & { tag: string; proposal: string };
  'hold.lifted': OfAct & { tag: string; tags: readonly string[]; readAt: string };
  'retention.extension-requested': OfAct & { days: number; plan: string }; // plan: the sentence that was confirmed
  'retention.extended': OfAct & {
    days: number;
    extensionsLeft: number | null;
    readAt: string;
    correlationIds: readonly string[]; // of Azure's own record of the call; none: it was as asked already
  };
  'hold.act-failed': OfAct & {
    act: 'place-hold' | 'extend-retention' | 'clear-hold';
    tag: string | null;
    days: number | null;
    problem: string;
  };
  /** What Azure itself keeps of who set which hold and changed the policy, taken over as it was first read. */
  'hold.history-imported': OfContainer & { lines: readonly GuardHistoryLine[]; readAt: string };
  'hold.set-outside': OfContainer & { tag: string; at: string; by: AzureDoer };
  'hold.cleared-outside': OfContainer & { tag: string; lastSeenAt: string | null; readAt: string };
  'hold.set-again': OfContainer & { tag: string; at: string; by: AzureDoer };
  'retention.changed-outside': OfContainer & {
    before: GuardState;
    after: GuardState;
    weaker: boolean;
    lastSeenAt: string | null;
    readAt: string;
  };
  'retention.restored': OfContainer & { now: GuardState; readAt: string };
  /** Azure's activity log, which is minutes late, says who made a change that was found before. */
  'hold.change-attributed': OfContainer & {
    change: string; // in words
    by: string; // as the log has it
    byObjectId: string | null;
    clientIp: string | null;
    correlationId: string;
    at: string;
    status: string;
  };
  'hold.notice-sent': {
    noticeId: string;
    text: string;
    recipients: readonly { readonly objectId: string; readonly name: string }[];
  };
  'hold.notice-reminded': {
    noticeId: string;
    sentAt: string;
    recipients: readonly { readonly objectId: string; readonly name: string }[];
  };
  'hold.notice-acknowledged': { noticeId: string; sentAt: string };
}
