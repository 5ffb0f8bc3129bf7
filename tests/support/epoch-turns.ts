import { Client } from 'pg';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureLedgerKeys } from '../../lib/adapters/azure/ledger-keys.ts';
import { uuidV7 } from '../../lib/adapters/prisma/uuid-v7.ts';
import { withLogKeys } from '../../lib/ledger/extend-policy.ts';
import { encodeEntry, type LedgerEntry } from '../../lib/ledger/ledger-entry.ts';
import { originOfEpoch } from '../../lib/ledger/log-epoch.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { recordEpoch } from '../../lib/procedures/ledger/record-epoch.ts';
import { recordRotation } from '../../lib/procedures/ledger/record-rotation.ts';
import { type EpochDecision, type EpochTurn, openEpoch } from '../../lib/recover/open-epoch.ts';
import { type KeyTurn, type RotatedKeys, rotateKeys } from '../../lib/recover/rotate-keys.ts';
import type { AnchorFiles } from './anchor-files.ts';
import type { AnchoredLedger } from './anchored-ledger.ts';

const signal = new AbortController().signal;

/** Where a recovery puts what it reads when it only has to be told what that is. */
export const nowhere = {
  take: async () => undefined,
  checkpoint: async () => undefined,
  end: async () => undefined,
};

/** The trust policy of the verifiers, as it is by now. */
export interface VerifiersTrust {
  policy: TrustPolicy;
}

/** What is otherwise at one turn, as where a process dies in it. */
export type ChangedTurn = (turn: EpochTurn) => Partial<EpochTurn>;

/** As `holdfast recover --new-epoch` does; `changed` breaks it off somewhere. */
export async function turnEpoch(
  house: AnchoredLedger,
  stores: { readonly ending: AnchorFiles; readonly next: AnchorFiles },
  trust: VerifiersTrust,
  decided: EpochDecision,
  changed: ChangedTurn = () => ({}),
) {
  const { app, sequencer, end } = await connections(house);
  const turn: EpochTurn = {
    ending: { ...house, store: stores.ending },
    next: { origin: originOfEpoch(house.origin, 2), store: stores.next },
    database: { app, sequencer, origin: house.origin },
    signersOf: (origin) => house.signersOf(origin),
    newId: uuidV7,
    record: (detail) => recordEpoch(house.at.register, detail),
    trustKeys: async (vkeys) => {
      trust.policy = parseTrustPolicy(withLogKeys(textOf(trust.policy), vkeys));
      return trust.policy;
    },
  };
  try {
    return await openEpoch({ ...turn, ...changed(turn) }, decided, signal);
  } finally {
    await end();
  }
}

/** As `holdfast rotate-key` does; `changed` breaks it off somewhere. */
export async function turnKeys(
  house: AnchoredLedger,
  origin: string,
  trust: VerifiersTrust,
  changed: Partial<KeyTurn>,
): Promise<RotatedKeys> {
  const { app, sequencer, end } = await connections(house);
  const { vault, clientIds } = house.cloud.endpoints;
  try {
    const turn: KeyTurn = {
      database: { app, sequencer, origin },
      vault: azureLedgerKeys({
        credential: managedIdentity(clientIds.rotator),
        secretId: vault.checkpointSecretId,
        keyId: vault.checkpointKeyId,
      }),
      policy: trust.policy,
      changePolicy: async (change) => {
        trust.policy = parseTrustPolicy(change(textOf(trust.policy)));
      },
      record: (detail) => recordRotation(house.at.register, detail, 'The yearly change.'),
      patienceMs: 20_000,
    };
    return await rotateKeys({ ...turn, ...changed }, signal);
  } finally {
    await end();
  }
}

/** A process that dies when it comes to this step. */
export function diesIn(step: 'trustKeys' | 'record') {
  return () => ({ [step]: async () => Promise.reject(new Error('killed')) });
}

/** Leaf of the entry of this stream among those that were cut off. */
export function lostLeaf(cutOff: readonly LedgerEntry[], stream: string): Uint8Array {
  const gone = cutOff.find(({ s }) => s === stream);
  if (gone === undefined) throw new Error('nothing of this stream was cut off');
  return encodeEntry(gone).leaf;
}

/** The newest checkpoint: the size and the root that it signs. */
export async function newestNote({ at }: AnchoredLedger) {
  const row = await at.db.ledgerCheckpoint.findFirstOrThrow({ orderBy: { size: 'desc' } });
  return { size: row.size, root: new Uint8Array(row.root) };
}

async function connections({ at }: AnchoredLedger) {
  const app = new Client({ connectionString: at.appUrl });
  const sequencer = new Client({ connectionString: at.sequencerUrl });
  await Promise.all([app.connect(), sequencer.connect()]);
  return { app, sequencer, end: () => Promise.all([app.end(), sequencer.end()]) };
}

function textOf(policy: TrustPolicy): string {
  const witnesses = Array.from(
    policy.witnesses,
    ([name, { key, url }]) => `witness ${name} ${encodeVerifierKey(key)} ${url}`,
  );
  return [
    ...policy.logs.map((key) => `log ${encodeVerifierKey(key)}`),
    ...policy.retired.map(({ key, upTo }) => `#retired ${encodeVerifierKey(key)} ${upTo}`),
    ...witnesses,
    'quorum w1\n',
  ].join('\n');
}
