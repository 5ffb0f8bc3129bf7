import type { RecordedEvent } from './recorded-event.ts';

/** What of an event decides whether it repeats the one before it. */
interface Viewed {
  readonly type: string;
  readonly viewer: string | null; // as `viewerOf` says
  readonly who: string;
  readonly stream: string;
  readonly occurredAt: string; // RFC 3339
  readonly trouble: string | null;
}

export type TimelineLine<E> =
  | { readonly kind: 'event'; readonly event: E }
  | { readonly kind: 'views'; readonly events: readonly E[]; readonly sentence: string };

/** Who merely looked, by object id, since two people may have one name; null where anything else is told. */
export function viewerOf(event: RecordedEvent): string | null {
  return event.actor.kind === 'person' && isView(event) ? event.actor.objectId : null;
}

/** What left as a file, or did not end as it should, is no mere view. */
function isView(event: RecordedEvent): boolean {
  switch (event.type) {
    case 'break-glass.read':
      return true;
    case 'access.content-opened':
      return event.detail.seen === true || event.detail.inside?.form === 'page';
    case 'access.content-read': {
      const { result, seen, inside } = event.detail;
      const isShown = seen !== undefined || (inside?.form === 'page' && inside.verdict === null);
      return result === 'complete' && isShown;
    }
    default:
      return false;
  }
}

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
  const isSame = a.viewer !== null && a.viewer === b.viewer && a.stream === b.stream;
  return isSame && a.trouble === null && b.trouble === null;
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
