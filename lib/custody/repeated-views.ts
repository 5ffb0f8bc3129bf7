/** What of an event decides whether it repeats the one before it. */
interface Viewed {
  readonly type: string;
  readonly who: string;
  readonly stream: string;
  readonly occurredAt: string; // RFC 3339
  readonly trouble: string | null;
}

export type TimelineLine<E> =
  | { readonly kind: 'event'; readonly event: E }
  | { readonly kind: 'views'; readonly events: readonly E[]; readonly sentence: string };

const viewTypes = ['access.content-opened', 'access.content-read', 'break-glass.read'];

/**
 * Puts views of the same thing by the same person, one right after the other, into one line that holds them all. Only
 * within the list that is handed in; whatever does not hold stands alone.
 */
export function groupedViews<E extends Viewed>(events: readonly E[]): readonly TimelineLine<E>[] {
  const runs: E[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && repeats(run[0], event)) run.push(event);
    else runs.push([event]);
  }
  return runs.flatMap((run): readonly TimelineLine<E>[] => {
    const sentence = sentenceOf(run);
    return sentence === null
      ? run.map((event) => ({ kind: 'event', event }))
      : [{ kind: 'views', events: run, sentence }];
  });
}

function repeats(a: Viewed, b: Viewed): boolean {
  const areViews = [a, b].every(({ type, trouble }) => trouble === null && viewTypes.includes(type));
  return areViews && a.who === b.who && a.stream === b.stream;
}

/** "Viewed 12 times by A. Meyer, 21–23 Nov 2026 (UTC)"; null where nothing repeats. */
function sentenceOf(run: readonly Viewed[]): string | null {
  const times = run.filter(({ type }) => type !== 'access.content-read').length;
  const [newest, oldest] = [run[0], run.at(-1)];
  if (times < 2 || newest === undefined || oldest === undefined) return null;
  return `Viewed ${times} times by ${newest.who}, ${daysWords(oldest.occurredAt, newest.occurredAt)} (UTC)`;
}

const inUtc = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

function daysWords(first: string, last: string): string {
  return inUtc.formatRange(new Date(first), new Date(last)).replaceAll(/\s*–\s*/g, '–');
}
