import type { JudgedNote } from '../ledger/check-note.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { RecordedScope } from './bundle-scope.ts';
import type { WholeLog } from './check-log.ts';
import type { StreamPart } from './check-streams.ts';
import type { Checklist } from './checklist.ts';
import { chosenRemarks } from './chosen-scope.ts';
import type { BundleEvent } from './held-event.ts';

/** What was read of a bundle. */
interface Covered {
  readonly files: BundleFiles;
  readonly events: readonly BundleEvent[];
  readonly streams: readonly StreamPart[];
  readonly log: WholeLog | null;
  readonly notes: readonly JudgedNote[];
  readonly bag: string | null; // hex, by which it is known
  readonly scope: RecordedScope | null;
}

/** Says what the checks could not see, so that a good verdict is not read as more than it is. */
export function tellCoverage(covered: Covered, checklist: Checklist): void {
  const { files, events, streams, log, notes, bag, scope } = covered;
  const { remarks } = checklist;
  if (bag !== null)
    remarks.push(
      `Manifests are made by whoever made the bag. Evidence, block manifests and reports are held against the events; that everything else beside them (graph, README, verifier) is what was exported, and nothing was taken away, shows only the log’s own record of the bag ${bag}, in an event bundle.exported.`,
    );
  const withheld = events.filter(({ isShown }) => !isShown).map(({ index }) => index);
  if (withheld.length > 0)
    remarks.push(
      `The bodies of ${withheld.length} events are withheld (entries ${listed(withheld)}): that they exist and when is proven, what they say is not.`,
    );
  const chosen = scope?.scope.chosen ?? null;
  if (scope !== null && chosen !== null)
    remarks.push(
      ...chosenRemarks(
        { chosen, due: scope.due },
        streams.map(({ stream }) => stream),
      ),
    );
  for (const { stream, first, last, excerpt } of chosen === null ? streams : []) {
    if (excerpt) {
      remarks.push(`Of stream ${stream} only what concerns this ${excerptWords(scope)}.`);
      continue;
    }
    if (first > 0n)
      remarks.push(`Stream ${stream} begins before this bundle: numbers 0 to ${first - 1n} are not here.`);
    remarks.push(endOf(stream, last, log));
  }
  if (log === null && new Set(notes.map(({ checkpoint }) => checkpoint.size)).size > 1)
    remarks.push(
      'The proofs stand under checkpoints of different sizes; that the later continue the earlier is vouched for by the witnesses, not shown here.',
    );
  for (const index of log?.epochs ?? [])
    remarks.push(
      `At entry ${index} a later epoch of the log begins: entries of the one before were lost, and the body of that entry says which, why and who stated it.`,
    );
  if (log !== null && log.lost.length > 0)
    remarks.push(
      `Events were lost with an earlier epoch; entries ${listed(log.lost)} stand in their places.`,
    );
  if (
    !files.paths.has('timestamps/checkpoint') &&
    [...files.paths].some((path) => path.startsWith('timestamps/'))
  )
    remarks.push(
      'There are time stamps without timestamps/checkpoint, the bytes they are over: they were not looked at.',
    );
  if ([...files.paths].some((path) => path.startsWith('roots/')))
    remarks.push('Certificates that lie in the bundle were not trusted.');
}

function excerptWords(scope: RecordedScope | null): string {
  if (scope !== null && scope.drawn !== null)
    return 'report is here; exactly the events that the report was generated from, by its own record';
  const single = scope?.scope.single ?? null;
  return single === null
    ? 'bundle is here; that nothing of that is missing cannot be seen'
    : `bundle is here; exactly the events about it that stood in the first ${single.size} entries of the log when it was begun, by its own record`;
}

function endOf(stream: string, last: bigint, log: WholeLog | null): string {
  const end = log?.streamEnds.get(stream);
  if (end === undefined)
    return `Stream ${stream} is here up to number ${last}; whether it goes on cannot be seen without the whole log.`;
  if (end === last)
    return `Stream ${stream} is here to its end, number ${last}, as of the newest checkpoint.`;
  return `Stream ${stream} goes on to number ${end} in the log; this bundle ends with ${last}.`;
}

function listed(indexes: readonly bigint[]): string {
  return indexes.length <= 10 ? indexes.join(', ') : `${indexes.slice(0, 10).join(', ')}, …`;
}
