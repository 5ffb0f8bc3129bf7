import { CustodyError } from '../../custody/custody-error.ts';
import type { ActivityEntry } from '../../ports/activity-log.ts';
import type { CloudReading } from '../../ports/cloud-reading.ts';
import type { BlobRequestRecord } from '../../ports/log-records.ts';
import type { LogSource } from './log-source.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';

/** A record of either log. `id` is the log's own, and unique in it. */
export type LogRecord =
  | { readonly log: 'blob'; readonly id: string; readonly at: string; readonly entry: BlobRequestRecord }
  | { readonly log: 'activity'; readonly id: string; readonly at: string; readonly entry: ActivityEntry };

/** All records of a time, oldest first, or why there are none to be had. */
export async function readRecords(
  context: ReconciliationContext,
  source: LogSource,
  from: Date,
  to: Date,
  signal: AbortSignal,
): Promise<CloudReading<readonly LogRecord[]>> {
  switch (source.kind) {
    case 'blob': {
      if (context.blobLog === null)
        throw new CustodyError('invalid-input', 'No setting names the log workspace.');
      return mapped(await context.blobLog.blobRequests(from, to, signal), (entry) => ({
        log: 'blob',
        // A request may leave records in more than one category.
        id: `${entry.requestId} ${entry.operation}`,
        at: entry.at,
        entry,
      }));
    }
    case 'activity': {
      const { subscriptionId, provider } = source;
      const reading = await context.activity.inSubscription(subscriptionId, provider, from, to, signal);
      return mapped(reading, (entry) => ({ log: 'activity', id: entry.id, at: entry.at, entry }));
    }
  }
}

function mapped<A>(
  reading: CloudReading<readonly A[]>,
  to: (one: A) => LogRecord,
): CloudReading<readonly LogRecord[]> {
  return reading.kind === 'read' ? { ...reading, value: reading.value.map(to) } : reading;
}
