import { azureAnchorStore } from '../adapters/azure/anchor-store.ts';
import { vaultCheckpointSigners } from '../adapters/azure/checkpoint-signer.ts';
import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureDataKeys } from '../adapters/azure/data-keys.ts';
import { vaultKeyWrapper } from '../adapters/azure/key-wrapper.ts';
import { systemClock } from '../adapters/node/clock.ts';
import type { EarlierEpoch } from '../fsck/ledger-parts.ts';
import { currentKeys, keysInForce } from '../ledger/keys-in-force.ts';
import { epochOf } from '../ledger/log-epoch.ts';
import { originHash } from '../ledger/origin-hash.ts';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { CheckpointSigner } from '../ports/checkpoint-signer.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import type { TimestampAuthority } from '../ports/timestamp-authority.ts';
import type { Witness } from '../ports/witness.ts';
import type { Settings } from './env.ts';
import { timestampAuthorities } from './timestamp-authorities.ts';
import { currentOrigin, epochsOf, readTrust } from './trust.ts';

/** What signs, anchors, cosigns and stamps the ledger: the worker's alone. */
export interface LedgerHatches {
  readonly origin: string; // of the newest epoch that the trust policy names
  readonly earlier: readonly EarlierEpoch[]; // in order
  readonly trust: TrustPolicy;
  readonly trustText: string; // the policy file as it was read
  readonly logKeys: readonly VerifierKey[];
  readonly store: AnchorStore;
  readonly keys: DataKeys;
  readonly witnesses: readonly { readonly witness: Witness; readonly place: string }[];
  readonly authorities: readonly { readonly authority: TimestampAuthority; readonly place: string }[];
  signers(): Promise<readonly CheckpointSigner[]>;
  /** The same keys under the name of another epoch. */
  signersOf(origin: string): Promise<readonly CheckpointSigner[]>;
  storeOf(origin: string): AnchorStore;
  /** The keys that must sign a checkpoint of this size, by the policy file as it is now. */
  keysAt(size: bigint): Promise<readonly VerifierKey[]>;
}

/** Wires them. Two identities: the sequencer's signs and keeps data keys, the anchorer's adds anchors and nothing else. */
export async function ledgerHatches(settings: Settings): Promise<LedgerHatches> {
  const sequencer = managedIdentity(settings.HOLDFAST_SEQUENCER_CLIENT_ID);
  const { policy, text, witnesses } = await readTrust(settings);
  const origin = currentOrigin(policy, settings.HOLDFAST_LEDGER_ORIGIN);
  const storeOf = (epoch: string) => anchorStoreOf(settings, epoch);
  const signersOf = (name: string) =>
    vaultCheckpointSigners({
      credential: sequencer,
      origin: name,
      secretId: settings.HOLDFAST_LEDGER_SECRET_ID,
      keyId: settings.HOLDFAST_LEDGER_KEY_ID,
      demanded: currentKeys(policy, origin),
    });
  const authorities = await timestampAuthorities(settings, systemClock());
  return {
    origin,
    earlier: epochsOf(policy, origin)
      .filter((name) => epochOf(name) < epochOf(origin))
      .map((name) => ({ origin: name, store: storeOf(name) })),
    trust: policy,
    trustText: text,
    logKeys: policy.logs.filter((key) => key.name === origin),
    store: storeOf(origin),
    keys: azureDataKeys({
      credential: sequencer,
      containerUrl: settings.HOLDFAST_DATA_KEYS_CONTAINER_URL,
      wrapper: vaultKeyWrapper({ credential: sequencer, keyId: settings.HOLDFAST_DATA_KEYS_KEY_ID }),
    }),
    witnesses: witnesses.map((witness) => ({
      witness,
      place: policy.witnesses.get(witness.name)?.url ?? '',
    })),
    authorities: authorities.map((authority) => ({ authority, place: authority.address })),
    signers: () => signersOf(origin),
    signersOf,
    storeOf,
    keysAt: async (size) => keysInForce((await readTrust(settings)).policy, origin, size),
  };
}

function anchorStoreOf(settings: Settings, origin: string): AnchorStore {
  return azureAnchorStore({
    credential: managedIdentity(settings.HOLDFAST_ANCHORER_CLIENT_ID),
    containerUrl: settings.HOLDFAST_ANCHORS_CONTAINER_URL,
    prefix: `ledger/${originHash(origin)}`,
  });
}
