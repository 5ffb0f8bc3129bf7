import type { VerifierKey } from '../ledger/verifier-key.ts';
import { type WatchedLogs, watchedLogs } from './watched-logs.ts';

/**
 * The logs to look after as their keys change: a log replaces its keys, or goes on as another epoch. In: reads the
 * vkeys as they are now. Out: the logs, which `look` brings up to date; what it held of a log stays as it was. Throws
 * LedgerError for keys that cannot be used, and then changes nothing.
 */
export async function followedLogs(
  vkeys: () => Promise<readonly string[]>,
  demand: WatchedLogs['demand'],
): Promise<{ readonly logs: WatchedLogs; look(): Promise<void> }> {
  const keys = new Map<string, readonly VerifierKey[]>();
  const look = async () => {
    const read = watchedLogs(await vkeys(), demand).keys;
    for (const origin of keys.keys()) if (!read.has(origin)) keys.delete(origin);
    for (const [origin, own] of read) keys.set(origin, own);
  };
  await look();
  return { logs: { keys, demand }, look };
}
