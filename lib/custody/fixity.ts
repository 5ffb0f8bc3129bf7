import { minuteWords } from './minute-words.ts';

/** What is read of a stored copy after its seal: every byte, or one block in a hundred. */
export const checkKinds = ['whole', 'sample'] as const;
export type CheckKind = (typeof checkKinds)[number];

/**
 * Why a check is due. `transfer`: bytes or custody were promised or went out. `policy`: what guards it was changed, or
 * somebody else changed it.
 */
export const checkGrounds = ['active', 'retained', 'weekly', 'transfer', 'policy'] as const;
export type CheckGround = (typeof checkGrounds)[number];

/** What the record says of one sealed item, as far as its checks follow from it. Times are RFC 3339. */
export interface FixityFacts {
  readonly sealedAt: string;
  readonly active: boolean; // its incident is open
  readonly whole: PastCheck | null; // the newest that found it as sealed
  readonly sample: PastCheck | null;
  readonly lastTry: { readonly at: string; readonly outcome: string } | null; // the newest of either kind
  readonly frozen: boolean;
  readonly transferAt: string | null; // the first since the last whole read, or the seal, began
  readonly policyAt: string | null; // the first since the last check of either kind, or the seal, began
  readonly accountAt: string | null; // the same of what guards every copy at once
}

export interface PastCheck {
  readonly begunAt: string;
  readonly endedAt: string;
}

/** A sealed item whose copy is checked by schedule: no rehearsal, and not on its way out. */
export interface ScheduledItem {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly sizeBytes: string; // decimal
  readonly audience: readonly string[] | null; // object ids of a restricted incident's members; null: unrestricted
  readonly facts: FixityFacts;
  readonly missedAt: Readonly<Record<CheckKind, string | null>>; // when a missed one was recorded last
}

/** `stopped`: its copy was found not to be what was sealed, so nothing is due until people had it read whole again. */
export type CheckState = 'later' | 'open' | 'overdue' | 'stopped';

/** The next check of one kind. */
export interface NextCheck {
  readonly kind: CheckKind;
  readonly ground: CheckGround;
  readonly opensAt: string; // from then on a worker begins it
  readonly dueBy: string; // after that it is missed
  readonly state: CheckState;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/** Days after which a check is due: since the last one, or since an act. */
export const checkDays = {
  ...{ active: 90, retained: 365, weekly: 7, transfer: 3, policy: 1 },
  account: 3, // ten thousand copies are not sampled in one
} as const;

const settleMs = hourMs; // acts that follow one another are answered by one check
const retryMs = 6 * hourMs;

/**
 * When the next whole read and the next sample of an item are due, and why. Pure. After NDSA's Levels of Preservation
 * (fixity at fixed intervals and in response to events). What is read while it leaves is held against its blocks then.
 */
export function nextChecks(facts: FixityFacts, now: Date): readonly NextCheck[] {
  return [nextWhole(facts), nextSample(facts)].map((next) => {
    const due = { ...next, opensAt: notAtOnceAgain(facts, next.opensAt) };
    return { ...due, state: stateOf(facts, due, now) };
  });
}

/** Until when a copy that was read whole at `lastAt`, or sealed then, must be read whole again. */
export function wholeReadDueBy(lastAt: string, active: boolean): string {
  return after(lastAt, checkDays[active ? 'active' : 'retained'] * dayMs);
}

/** The check that is due first. */
export function earliestCheck(checks: readonly NextCheck[]): NextCheck | null {
  return checks.toSorted((a, b) => (a.dueBy < b.dueBy ? -1 : 1))[0] ?? null;
}

/** One clause: "its last week without a check is over". */
export function groundWords(ground: CheckGround): string {
  switch (ground) {
    case 'active':
      return 'every 90 days while its incident is open';
    case 'retained':
      return 'once a year while it is retained';
    case 'weekly':
      return 'one per cent of its blocks each week';
    case 'transfer':
      return 'it was handed over or out, or is about to be';
    case 'policy':
      return 'what guards it was changed, or it was changed from outside';
  }
}

export function checkWords(kind: CheckKind): string {
  return kind === 'whole' ? 'full read' : 'sample of blocks';
}

/** "full read by 2026-11-21 23:46Z, because …". */
export function nextCheckWords({ kind, ground, dueBy }: NextCheck): string {
  return `${checkWords(kind)} by ${minuteWords(dueBy)}, because: ${groundWords(ground)}`;
}

type Due = Omit<NextCheck, 'state'>;

function nextWhole({ whole, sealedAt, active, transferAt }: FixityFacts): Due {
  const dueBy = wholeReadDueBy(whole?.endedAt ?? sealedAt, active);
  const byTime: Due = {
    ...{ kind: 'whole', ground: active ? 'active' : 'retained', dueBy },
    opensAt: after(dueBy, -weekMs),
  };
  if (transferAt === null) return byTime;
  return earlier(byTime, {
    ...{ kind: 'whole', ground: 'transfer' },
    ...{ opensAt: after(transferAt, settleMs), dueBy: after(transferAt, checkDays.transfer * dayMs) },
  });
}

function nextSample({ whole, sample, sealedAt, policyAt, accountAt }: FixityFacts): Due {
  const last = [whole?.endedAt, sample?.endedAt, sealedAt].reduce<string>(
    (latest, one) => (one !== undefined && one > latest ? one : latest),
    sealedAt,
  );
  const dueBy = after(last, checkDays.weekly * dayMs);
  const byTime: Due = { kind: 'sample', ground: 'weekly', dueBy, opensAt: after(dueBy, -dayMs) };
  const byPolicy = (at: string, days: number): Due => ({
    ...{ kind: 'sample', ground: 'policy' },
    ...{ opensAt: after(at, settleMs), dueBy: after(at, days * dayMs) },
  });
  const byAccount = accountAt === null ? byTime : earlier(byTime, byPolicy(accountAt, checkDays.account));
  return policyAt === null ? byAccount : earlier(byAccount, byPolicy(policyAt, checkDays.policy));
}

function earlier(one: Due, other: Due): Due {
  return other.dueBy < one.dueBy ? other : one;
}

/** A store that gave no answer through all tries is left alone for a while. */
function notAtOnceAgain({ lastTry }: FixityFacts, opensAt: string): string {
  if (lastTry?.outcome !== 'not-read') return opensAt;
  const again = after(lastTry.at, retryMs);
  return again > opensAt ? again : opensAt;
}

function stateOf(facts: FixityFacts, { opensAt, dueBy }: Due, now: Date): CheckState {
  const at = now.toISOString();
  if (facts.frozen || facts.lastTry?.outcome === 'differs') return 'stopped';
  if (dueBy < at) return 'overdue';
  return opensAt <= at ? 'open' : 'later';
}

function after(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
