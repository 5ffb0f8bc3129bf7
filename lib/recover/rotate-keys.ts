import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { CustodyError } from '../custody/custody-error.ts';
import type { EventDetail } from '../custody/custody-event.ts';
import { systemEvent } from '../fsck/system-event.ts';
import { withLogKeys, withRetired } from '../ledger/extend-policy.ts';
import { currentKeys } from '../ledger/keys-in-force.ts';
import { parseTrustPolicy, type TrustPolicy } from '../ledger/trust-policy.ts';
import { encodeVerifierKey } from '../ledger/verifier-key.ts';
import type { LedgerKeyVault } from '../ports/ledger-keys.ts';
import { inSequencerTransaction } from '../worker/sequencer-transaction.ts';
import type { RecoveryDatabase } from './into-database.ts';
import { takeTurn } from './take-turn.ts';

const lookMs = 200;

export interface KeyTurn {
  readonly database: RecoveryDatabase;
  readonly vault: LedgerKeyVault;
  readonly policy: TrustPolicy;
  /** Changes the trust policy file. */
  readonly changePolicy: (change: (text: string) => string) => Promise<void>;
  readonly record: (detail: EventDetail<'ledger.key-rotated'>) => Promise<void>;
  readonly patienceMs: number; // for the worker to sign
}

/** vkey lines, Ed25519 first, and the size up to which the former ones sign. */
export interface RotatedKeys {
  readonly retired: readonly string[];
  readonly verifierKeys: readonly string[];
  readonly upTo: bigint;
}

/**
 * Replaces the log's two keys. In this order, so that it can be killed anywhere and said again: new versions in the
 * vault, unless there are such that never came into force; the fact, recorded and signed by the old keys; the trust
 * policy, changed under the lock of the head, so that the old keys sign nothing behind the size that it names. The
 * worker reads the policy and goes on with the new ones. Throws `cloud-unavailable` if nothing signs the fact.
 */
export async function rotateKeys(turn: KeyTurn, signal: AbortSignal): Promise<RotatedKeys> {
  const { database, vault, policy } = turn;
  const { app, sequencer, origin } = database;
  await takeTurn(app);
  const known = policy.logs.filter(({ name }) => name === origin);
  const verifierKeys = (await vault.renew(origin, known)).map(encodeVerifierKey);
  const retired = currentKeys(policy, origin).map(encodeVerifierKey);
  const facts = { origin, retired, verifierKeys };
  const eventId = (await rotationOf(app, verifierKeys)) ?? (await recorded(turn, facts));
  await untilSigned(app, eventId, turn.patienceMs, signal);
  const upTo = await inSequencerTransaction(sequencer, async () => {
    let size = await lastSigned(sequencer);
    await turn.changePolicy((text) => {
      const changed = withRetired(withLogKeys(text, verifierKeys), retired, size);
      size = retiredAt(changed, retired) ?? size; // another process may have been through meanwhile: its size stands
      return changed;
    });
    return size;
  });
  return { retired, verifierKeys, upTo };
}

function retiredAt(policy: string, vkeys: readonly string[]): bigint | null {
  const known = parseTrustPolicy(policy).retired.find(({ key }) => vkeys.includes(encodeVerifierKey(key)));
  return known?.upTo ?? null;
}

async function recorded(
  { database, record }: KeyTurn,
  facts: EventDetail<'ledger.key-rotated'>,
): Promise<string> {
  await record(facts);
  const id = await rotationOf(database.app, facts.verifierKeys);
  if (id === null) throw new Error('the rotation was recorded and is not there');
  return id;
}

/** The id of the event that brings these keys, or null. */
function rotationOf(app: Client, verifierKeys: readonly string[]): Promise<string | null> {
  const sought = JSON.stringify(verifierKeys);
  return systemEvent(app, 'ledger.key-rotated', (rotated) => JSON.stringify(rotated.verifierKeys) === sought);
}

/** The old keys must have signed for it before the new ones sign anything. */
async function untilSigned(
  app: Client,
  eventId: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let waited = 0; ; waited += lookMs) {
    const { rows } = await app.query<{ signed: boolean }>(
      `select exists (select from ledger_entry where event_id = $1
         and idx < (select max(size) from ledger_checkpoint)) as signed`,
      [eventId],
    );
    if (rows[0]?.signed === true) return;
    if (waited >= patienceMs) {
      throw new CustodyError(
        'cloud-unavailable',
        'The rotation is recorded, and no checkpoint was signed over it yet: the keys are as they were. ' +
          'Let a worker run whose ledger is not frozen, and say it again.',
      );
    }
    await sleep(lookMs, undefined, { signal });
  }
}

/** Nothing is signed while the head is held. */
async function lastSigned(sequencer: Client): Promise<bigint> {
  await sequencer.query('select from ledger_head where id = 1 for update');
  const { rows } = await sequencer.query<{ size: string }>('select max(size) as size from ledger_checkpoint');
  return BigInt(rows[0]?.size ?? 0);
}
