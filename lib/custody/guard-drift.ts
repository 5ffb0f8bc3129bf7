/** What guards a container: on record, or as Azure says. Tags in small letters. */
export interface GuardState {
  readonly tags: readonly string[];
  readonly policyState: 'Locked' | 'Unlocked' | null; // null: no policy
  readonly days: number | null;
  readonly appends: 'none' | 'append-blobs' | 'append-and-block-blobs' | null; // null: no policy
}

/** Where Azure is not as recorded. */
export interface GuardDrift {
  readonly cleared: readonly string[]; // on record, and not there
  readonly added: readonly string[]; // there, and not on record
  readonly policy: 'same' | 'weaker' | 'stronger';
}

/** Compares what Azure says with what is on record. */
export function guardDrift(recorded: GuardState, seen: GuardState): GuardDrift {
  return {
    cleared: recorded.tags.filter((tag) => !seen.tags.includes(tag)),
    added: seen.tags.filter((tag) => !recorded.tags.includes(tag)),
    policy: policyDrift(recorded, seen),
  };
}

/** Whether what is there guards less than what is on record. Another tag, or more days, does not. */
export function isWeaker({ cleared, policy }: GuardDrift): boolean {
  return cleared.length > 0 || policy === 'weaker';
}

function policyDrift(recorded: GuardState, seen: GuardState): GuardDrift['policy'] {
  const strength = [
    policyRank(seen) - policyRank(recorded),
    (seen.days ?? 0) - (recorded.days ?? 0),
    appendRank(recorded) - appendRank(seen),
  ];
  if (strength.some((one) => one < 0)) return 'weaker';
  return strength.some((one) => one > 0) ? 'stronger' : 'same';
}

function policyRank({ policyState }: GuardState): number {
  switch (policyState) {
    case 'Locked':
      return 2;
    case 'Unlocked':
      return 1;
    case null:
      return 0;
  }
}

function appendRank({ appends }: GuardState): number {
  switch (appends) {
    case 'append-and-block-blobs':
      return 2;
    case 'append-blobs':
      return 1;
    case 'none':
    case null:
      return 0;
  }
}

/** "Locked, 30 days" for people. */
export function policyWords({ policyState, days, appends }: GuardState): string {
  if (policyState === null || days === null) return 'no retention policy';
  const may = appends === 'none' || appends === null ? '' : ', and may be appended to';
  return `${policyState.toLowerCase()} retention of ${days} ${days === 1 ? 'day' : 'days'}${may}`;
}
