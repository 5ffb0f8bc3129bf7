import type { Settings } from '../runtime/env.ts';
import { type LedgerHatches, ledgerHatches } from '../runtime/ledger-hatches.ts';
import type { Logger } from '../runtime/logger.ts';
import { readTrust } from '../runtime/trust.ts';
import { every } from './every.ts';

const lookMs = 2_000;

/** What runs for one state of the trust policy. */
export interface LedgerRun {
  stop(): Promise<void>;
}

/**
 * Runs what signs and anchors the ledger, and begins it anew whenever the trust policy file changed: the log's keys
 * were replaced, or a new epoch was opened. A policy that cannot be used changes nothing. Throws if the first one
 * cannot be used. Out: `stop`.
 */
export async function keepLedger(
  settings: Settings,
  logger: Logger,
  begin: (hatches: LedgerHatches) => LedgerRun,
): Promise<LedgerRun> {
  let hatches = await ledgerHatches(settings);
  let run = begin(hatches);
  const stopping = new AbortController();
  const watching = every(lookMs, 'the look at the trust policy', logger, stopping.signal, async () => {
    if ((await readTrust(settings)).text === hatches.trustText) return;
    const next = await ledgerHatches(settings);
    await run.stop();
    hatches = next;
    run = begin(hatches);
    logger.warn({ origin: hatches.origin }, 'the trust policy changed; the ledger goes on by the new one');
  });
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      await run.stop();
    },
  };
}
