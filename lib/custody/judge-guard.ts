import type { EventDetail } from './custody-event.ts';
import { type GuardDrift, type GuardState, guardDrift, isWeaker, policyWords } from './guard-drift.ts';
import type { AzureDoer, GuardHistoryLine } from './hold-event.ts';
import { incidentHoldTag } from './legal-hold.ts';

/** One reading of a container's guard from Azure. */
export interface GuardSighting {
  readonly policy: {
    readonly state: 'Locked' | 'Unlocked';
    readonly days: number;
    readonly appends: 'none' | 'append-blobs' | 'append-and-block-blobs';
    readonly history: readonly {
      readonly change: string;
      readonly days: number | null;
      readonly at: string;
      readonly by: AzureDoer;
    }[];
  } | null;
  readonly hold: readonly { readonly tag: string; readonly at: string; readonly by: AzureDoer }[];
  readonly readAt: string;
}

/** What is known before a reading is judged. */
export interface GuardKnowledge {
  readonly container: string;
  readonly incidentNumber: string;
  readonly recorded: GuardState | null; // null: nothing is on record yet
  readonly seen: GuardSighting | null; // the reading before
  readonly differsSince: string | null; // since when trouble was told and is not over
  readonly acts: readonly {
    readonly id: string;
    readonly kind: 'place-hold' | 'extend-retention' | 'clear-hold';
    readonly tag: string | null;
    readonly days: number | null;
    readonly state: 'waiting' | 'waits-for-controller' | 'done' | 'failed';
    readonly createdAt: string;
  }[];
}

type Finding = {
  [T in FindingType]: { readonly type: T; readonly detail: EventDetail<T> };
}[FindingType];

type FindingType =
  | 'hold.history-imported'
  | 'hold.lifted'
  | 'hold.cleared-outside'
  | 'hold.set-outside'
  | 'hold.set-again'
  | 'retention.changed-outside'
  | 'retention.restored';

export interface GuardJudgement {
  readonly recorded: GuardState;
  readonly differs: boolean; // Azure guards less than what is on record
  readonly findings: readonly Finding[];
  readonly lifted: readonly string[]; // ids of acts that Azure has now carried out
  /** Changes from outside, of which only the activity log may tell who made them. */
  readonly outside: readonly {
    readonly change: string;
    readonly operation: 'clearLegalHold' | 'immutabilityPolicies';
  }[];
}

export function guardStateOf({ policy, hold }: GuardSighting): GuardState {
  return {
    tags: hold.map(({ tag }) => tag).toSorted(),
    policyState: policy?.state ?? null,
    days: policy?.days ?? null,
    appends: policy?.appends ?? null,
  };
}

/**
 * Holds a reading against what is on record and what was read before. What Holdfast did itself explains itself; what got
 * weaker stays on record until it stands again; what somebody else added is on record from now on.
 */
export function judgeGuard(known: GuardKnowledge, now: GuardSighting): GuardJudgement {
  const state = guardStateOf(now);
  const before = known.seen === null ? null : guardStateOf(known.seen);
  const recorded = known.recorded ?? before ?? state;
  const drift = guardDrift(recorded, state);
  const lifts = known.acts.filter(
    ({ kind, state: of, tag }) =>
      kind === 'clear-hold' && of === 'waits-for-controller' && tag !== null && drift.cleared.includes(tag),
  );
  const lifted = new Set(lifts.flatMap(({ tag }) => (tag === null ? [] : [tag])));
  const cleared = drift.cleared.filter((tag) => !lifted.has(tag));
  const newlyCleared = cleared.filter((tag) => !isToldCleared(known, before, tag));
  const policy = policyFinding(known, { recorded, before, state, drift }, now);
  return {
    recorded: {
      ...(drift.policy === 'weaker' ? recorded : state),
      tags: [...new Set([...recorded.tags.filter((tag) => !lifted.has(tag)), ...state.tags])].toSorted(),
    },
    differs: isWeaker({ ...drift, cleared }),
    lifted: lifts.map(({ id }) => id),
    findings: [
      ...newHistory(known, now),
      ...lifts.map((act) => liftedFinding(known, act, state, now)),
      ...newlyCleared.map((tag) => clearedFinding(known, tag, now)),
      ...addedFindings(known, drift, now),
      ...setAgainFindings(known, recorded, before, now),
      ...policy,
    ],
    outside: [
      ...newlyCleared.map((tag) => ({ change: `Hold ${tag} cleared`, operation: 'clearLegalHold' as const })),
      ...policy
        .filter(({ type }) => type === 'retention.changed-outside')
        .map(() => ({
          change: `Retention changed to ${policyWords(state)}`,
          operation: 'immutabilityPolicies' as const,
        })),
    ],
  };
}

/** Whether it was found before that a hold on record is gone. One that was placed since then was never looked for. */
function isToldCleared(
  { acts, seen, differsSince }: GuardKnowledge,
  before: GuardState | null,
  tag: string,
): boolean {
  if (seen === null || before === null || differsSince === null || before.tags.includes(tag)) return false;
  return acts.every((act) => act.kind !== 'place-hold' || act.tag !== tag || act.createdAt <= seen.readAt);
}

/** Azure's own lines as they are first read: every one at the first reading, then what came since. */
function newHistory({ container, seen }: GuardKnowledge, now: GuardSighting): readonly Finding[] {
  const key = (line: GuardHistoryLine) => JSON.stringify([line.what, line.tag, line.days, line.at]);
  const known = new Set(seen === null ? [] : historyOf(seen).map(key));
  const lines = historyOf(now).filter((line) => !known.has(key(line)));
  if (lines.length === 0) return [];
  return [{ type: 'hold.history-imported', detail: { container, lines, readAt: now.readAt } }];
}

/** Azure's history of a guard, oldest first. A hold that was cleared has left it. */
export function historyOf({ policy, hold }: GuardSighting): readonly GuardHistoryLine[] {
  const doer = ({ objectId, name }: AzureDoer): AzureDoer => ({ objectId, name });
  const changes = (policy?.history ?? []).map(({ change, days, at, by }) => ({
    ...{ what: change, tag: null, days, at, by: doer(by) },
  }));
  const tags = hold.map(({ tag, at, by }) => ({ what: 'hold', tag, days: null, at, by: doer(by) }));
  return [...changes, ...tags].toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

function liftedFinding(
  { container }: GuardKnowledge,
  { id, tag }: GuardKnowledge['acts'][number],
  { tags }: GuardState,
  { readAt }: GuardSighting,
): Finding {
  return { type: 'hold.lifted', detail: { container, actId: id, tag: tag ?? '', tags, readAt } };
}

function clearedFinding(
  { container, seen }: GuardKnowledge,
  tag: string,
  { readAt }: GuardSighting,
): Finding {
  const detail = { container, tag, lastSeenAt: seen?.readAt ?? null, readAt };
  return { type: 'hold.cleared-outside', detail };
}

function addedFindings(
  { container, incidentNumber, acts }: GuardKnowledge,
  { added }: GuardDrift,
  now: GuardSighting,
): readonly Finding[] {
  const own = new Set([
    incidentHoldTag(incidentNumber),
    ...acts.flatMap(({ kind, tag }) => (kind === 'place-hold' && tag !== null ? [tag] : [])),
  ]);
  return tagsOf(
    now,
    added.filter((tag) => !own.has(tag)),
  ).map(({ tag, at, by }) => ({
    type: 'hold.set-outside',
    detail: { container, tag, at, by },
  }));
}

function setAgainFindings(
  known: GuardKnowledge,
  recorded: GuardState,
  before: GuardState | null,
  now: GuardSighting,
): readonly Finding[] {
  const again = recorded.tags.filter((tag) => isToldCleared(known, before, tag));
  return tagsOf(now, again).map(({ tag, at, by }) => ({
    type: 'hold.set-again',
    detail: { container: known.container, tag, at, by },
  }));
}

function tagsOf({ hold }: GuardSighting, wanted: readonly string[]) {
  return hold
    .filter(({ tag }) => wanted.includes(tag))
    .map(({ tag, at, by: { objectId, name } }) => ({ tag, at, by: { objectId, name } }));
}

function policyFinding(
  { container, acts, seen, differsSince }: GuardKnowledge,
  states: { recorded: GuardState; before: GuardState | null; state: GuardState; drift: GuardDrift },
  { readAt }: GuardSighting,
): readonly Finding[] {
  const { recorded, before, state, drift } = states;
  const last = before ?? recorded;
  const isNew = differsSince === null || guardDrift(last, state).policy !== 'same';
  const changed = (weaker: boolean): readonly Finding[] => {
    const detail = {
      container,
      before: last,
      after: state,
      weaker,
      lastSeenAt: seen?.readAt ?? null,
      readAt,
    };
    return [{ type: 'retention.changed-outside', detail }];
  };
  switch (drift.policy) {
    case 'weaker':
      return isNew ? changed(true) : [];
    case 'stronger': {
      const ours = acts.some(({ kind, days }) => kind === 'extend-retention' && days === state.days);
      const first = recorded.policyState === null; // an acquisition locks what was not guarded
      return ours || first ? [] : changed(false);
    }
    case 'same':
      if (before === null || differsSince === null || guardDrift(recorded, before).policy !== 'weaker')
        return [];
      return [{ type: 'retention.restored', detail: { container, now: state, readAt } }];
  }
}
