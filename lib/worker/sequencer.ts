import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import { auditSince } from './audit-ledger.ts';
import type { CheckpointGuard, GuardVerdict } from './checkpoint-guard.ts';
import { type Elected, pause, restMs, startElected } from './elected.ts';
import { integratePending } from './integrate-pending.ts';
import { newestCheckpoint } from './log-rows.ts';
import { type PatrolPace, patrol } from './patrol.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';

const electionKey = 4_701_199_202n; // one sequencer per database, whichever process has it
const idleMs = 200;
const checkpointMs = 3_000;

export interface SequencerOptions {
  readonly url: string; // as holdfast_sequencer
  readonly origin: string;
  /** Every key of the log; asked again until the vault answers. */
  readonly signers: () => Promise<readonly CheckpointSigner[]>;
  /** The keys that the trust policy demands of a checkpoint of this size, read anew; left out: whatever signs. */
  readonly keysAt?: (size: bigint) => Promise<readonly VerifierKey[]>;
  readonly guard: Pick<CheckpointGuard, 'check' | 'report' | 'forget'>;
  readonly patrol: PatrolPace;
  readonly logger?: { error(facts: object, message: string): void };
}

/**
 * Integrates pending entries into the tree, signs checkpoints and reads every row again and again, until stopped.
 * Any number may run: one is elected, the others wait. It may be killed at any statement: every change is one
 * transaction, and the row lock on ledger_head, not the election, is what keeps two from integrating the same entry.
 */
export function startSequencer(options: SequencerOptions): Elected {
  return startElected({
    url: options.url,
    name: 'holdfast-sequencer',
    electionKey,
    work: (client, signal) => sequence(options, client, signal),
    failed: (error) => options.logger?.error({ err: error }, 'the sequencer failed and tries again'),
  });
}

async function sequence(options: SequencerOptions, client: Client, signal: AbortSignal): Promise<void> {
  options.guard.forget(); // whoever was elected before may have anchored more
  const publish = publisher(options, client);
  const rounds = patrol(options.patrol);
  let verdict = await options.guard.check(client, signal);
  while (!signal.aborted) {
    if (verdict === 'frozen') {
      await pause(restMs, signal);
      verdict = await options.guard.check(client, signal);
      continue;
    }
    const step = await integratePending(client, options.origin);
    verdict = (await publish(step.urgent, signal)) ?? verdict;
    const found = await rounds.step(client, step.more);
    if (found !== null) verdict = await options.guard.report(client, found);
    if (!step.more) await pause(idleMs, signal);
  }
  await publish(true, signal);
}

/**
 * Signs at once after critical entries, else every few seconds when the tree grew. A vault that does not answer costs
 * signatures and nothing else: entries go on being integrated. Out: what the guard said, or null if it was not asked.
 */
function publisher(options: SequencerOptions, client: Client) {
  let signers: readonly CheckpointSigner[] | null = null;
  let notBefore = 0;
  return async (urgent: boolean, signal: AbortSignal): Promise<GuardVerdict | null> => {
    if (urgent) notBefore = 0;
    if (Date.now() < notBefore) return null;
    notBefore = Date.now() + checkpointMs;
    try {
      const verdict = await options.guard.check(client, signal);
      if (verdict !== 'consistent') return verdict;
      // What the last signature did not cover is vouched for by nobody outside: its rows are derived again first.
      const found = await auditSince(client, (await newestCheckpoint(client))?.size ?? 0n);
      if (found !== null) return await options.guard.report(client, found);
      signers ??= await options.signers();
      await publishCheckpoint(client, options.origin, signers, options.keysAt);
      return verdict;
    } catch (error) {
      if (!(error instanceof CustodyError)) throw error;
      signers = null; // they may be others now
      options.logger?.error({ err: error }, 'no checkpoint could be signed; it is tried again');
      return null;
    }
  };
}
