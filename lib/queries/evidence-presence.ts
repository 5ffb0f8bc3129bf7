import type { PresenceState } from '../custody/evidence-presence.ts';
import type { HeldEvent } from './event-holds.ts';

/** Whether the store still has an item's copy, as far as anybody knows. */
export interface PresenceView {
  readonly state: PresenceState | 'unknown' | 'not-asked'; // not-asked: sealed a moment ago
  readonly since: string | null; // when the change was recorded, or since when nobody knows
  readonly answeredAt: string | null; // when the store last said anything about it
  readonly problem: string | null; // why it gives no answer
}

/** The facts by which a copy changes its state in the store. */
export const presenceTypes = ['evidence.missing-found', 'evidence.other-found', 'evidence.found-again'];

// Everything is looked for within the hour; what was not, nobody looked for.
const staleMs = 2 * 3_600_000;

interface PresenceRow {
  readonly state: string | null;
  readonly since: Date | null;
  readonly answeredAt: Date | null;
  readonly unknownSince: Date | null;
  readonly problem: string | null;
}

/**
 * In: the row of the last look, and the item's events in order. What was recorded counts; the row, which is no fact,
 * can only make it worse.
 */
export function presenceView(row: PresenceRow | null, held: readonly HeldEvent[], now: Date): PresenceView {
  const newest = held.findLast((one) => one.holds !== false && presenceTypes.includes(one.row.type));
  const recorded = stateOf(newest?.row.type ?? null);
  const answeredAt = row?.answeredAt?.toISOString() ?? null;
  const state = recorded === 'stored' ? ((row?.state ?? 'stored') as PresenceState) : recorded;
  if (state !== 'stored') {
    const since = newest?.row.occurredAt ?? row?.since ?? null;
    return { state, since: since?.toISOString() ?? null, answeredAt, problem: row?.problem ?? null };
  }
  if (row === null) return { state: 'not-asked', since: null, answeredAt, problem: null };
  const unknownSince = row.unknownSince ?? staleSince(row.answeredAt, now);
  if (unknownSince === null)
    return { state, since: row.since?.toISOString() ?? null, answeredAt, problem: null };
  const problem = row.problem ?? 'No worker has looked for it.';
  return { state: 'unknown', since: unknownSince.toISOString(), answeredAt, problem };
}

function staleSince(answeredAt: Date | null, now: Date): Date | null {
  return answeredAt !== null && now.getTime() - answeredAt.getTime() > staleMs ? answeredAt : null;
}

function stateOf(type: string | null): PresenceState {
  switch (type) {
    case 'evidence.missing-found':
      return 'missing';
    case 'evidence.other-found':
      return 'other';
    default:
      return 'stored';
  }
}
