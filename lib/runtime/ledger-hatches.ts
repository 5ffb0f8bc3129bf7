import { azureAnchorStore } from '../adapters/azure/anchor-store.ts';
import { vaultCheckpointSigners } from '../adapters/azure/checkpoint-signer.ts';
import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureDataKeys } from '../adapters/azure/data-keys.ts';
import { vaultKeyWrapper } from '../adapters/azure/key-wrapper.ts';
import { systemClock } from '../adapters/node/clock.ts';
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
import { readTrust } from './trust.ts';

/** What signs, anchors, cosigns and stamps the ledger: the worker's alone. */
export interface LedgerHatches {
  readonly trust: TrustPolicy;
  readonly logKeys: readonly VerifierKey[];
  readonly store: AnchorStore;
  readonly keys: DataKeys;
  readonly witnesses: readonly { readonly witness: Witness; readonly place: string }[];
  readonly authorities: readonly { readonly authority: TimestampAuthority; readonly place: string }[];
  signers(): Promise<readonly CheckpointSigner[]>;
}

/** Wires them. Two identities: the sequencer's signs and keeps data keys, the anchorer's adds anchors and nothing else. */
export async function ledgerHatches(settings: Settings): Promise<LedgerHatches> {
  const origin = settings.HOLDFAST_LEDGER_ORIGIN;
  const sequencer = managedIdentity(settings.HOLDFAST_SEQUENCER_CLIENT_ID);
  const { policy, witnesses } = await readTrust(settings);
  const authorities = await timestampAuthorities(settings, systemClock());
  return {
    trust: policy,
    logKeys: policy.logs.filter((key) => key.name === origin),
    store: anchorStoreOf(settings),
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
    signers: () =>
      vaultCheckpointSigners({
        credential: sequencer,
        origin,
        secretId: settings.HOLDFAST_LEDGER_SECRET_ID,
        keyId: settings.HOLDFAST_LEDGER_KEY_ID,
      }),
  };
}

function anchorStoreOf(settings: Settings): AnchorStore {
  return azureAnchorStore({
    credential: managedIdentity(settings.HOLDFAST_ANCHORER_CLIENT_ID),
    containerUrl: settings.HOLDFAST_ANCHORS_CONTAINER_URL,
    prefix: `ledger/${originHash(settings.HOLDFAST_LEDGER_ORIGIN)}`,
  });
}
