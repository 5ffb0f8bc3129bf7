/** How an event ended: done, somebody was told no, or something did not work or does not hold. */
export const outcomes = ['done', 'refused', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

const refusals = [
  'denied',
  'refused',
  'declined',
  'command-refused',
  'action-refused',
  'withheld',
  'link-withheld',
];

const failures = [
  ...['step-failed', 'failed', 'act-failed', 'channel-failed', 'anchor-failed', 'erasure-failed'],
  ...[
    'copy-dead',
    'check-missed',
    'missing-found',
    'other-found',
    'frozen',
    'event-lost',
    'disposal-stopped',
  ],
  ...['drift-found', 'finding', 'cleared-outside', 'set-outside', 'changed-outside'],
];

/**
 * Kinds that end well or badly: where their record tells, and what it says there when it ended badly. The database's
 * `event_kind` says the same for its column `kind`: a change takes a migration that replaces it and makes it anew.
 */
export const tellingDetails: Readonly<
  Record<string, { readonly path: readonly string[]; readonly bad: readonly string[] }>
> = {
  'acquisition.compared': { path: ['equal'], bad: ['false'] },
  'access.content-read': { path: ['result'], bad: ['broken-off', 'mismatch', 'unknown'] },
  'evidence.sampled': { path: ['outcome'], bad: ['differs', 'not-read'] },
  'evidence.verified': { path: ['outcome'], bad: ['differs', 'not-read'] },
  'device.action-ended': { path: ['defender', 'state'], bad: ['failed', 'timed-out'] },
  'device.command-ended': { path: ['result'], bad: ['failed'] },
  'ledger.verified': { path: ['outcome'], bad: ['findings', 'not-checked'] },
};

/** Its outcome as far as the kind of an event tells it; of a kind in `tellingDetails`, when it ended well. */
export function outcomeOfType(type: string): Outcome {
  const verb = type.slice(type.indexOf('.') + 1);
  if (refusals.includes(verb)) return 'refused';
  return failures.includes(verb) ? 'failed' : 'done';
}
