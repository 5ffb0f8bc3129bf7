import { azureAnchorStore } from '../../lib/adapters/azure/anchor-store.ts';
import { vaultCheckpointSigners } from '../../lib/adapters/azure/checkpoint-signer.ts';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureDataKeys } from '../../lib/adapters/azure/data-keys.ts';
import { vaultKeyWrapper } from '../../lib/adapters/azure/key-wrapper.ts';
import { systemClock } from '../../lib/adapters/node/clock.ts';
import { httpWitness } from '../../lib/adapters/witness/http-witness.ts';
import { keysInForce } from '../../lib/ledger/keys-in-force.ts';
import { originOfEpoch } from '../../lib/ledger/log-epoch.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../lib/ledger/trust-policy.ts';
import {
  encodeVerifierKey,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from '../../lib/ledger/verifier-key.ts';
import type { AnchorStore } from '../../lib/ports/anchor-store.ts';
import type { CheckpointSigner } from '../../lib/ports/checkpoint-signer.ts';
import type { DataKeys } from '../../lib/ports/data-keys.ts';
import type { Witness } from '../../lib/ports/witness.ts';
import { timestampAuthorities, timestampRoots } from '../../lib/runtime/timestamp-authorities.ts';
import type { Certificate } from '../../lib/timestamp/certificate.ts';
import { startAnchoring } from '../../lib/worker/anchoring.ts';
import { checkpointGuard } from '../../lib/worker/checkpoint-guard.ts';
import { startSequencer } from '../../lib/worker/sequencer.ts';
import { startTestCloud, type TestCloud } from './cloud.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { startWitness, type WitnessHouse, witnessFolder } from './witness-house.ts';
import { until } from './worker-process.ts';

/** A whole ledger: database, vault, anchors in the embedded cloud, a witness, two time-stamp authorities. */
export interface AnchoredLedger {
  readonly at: TestDatabase;
  readonly cloud: TestCloud;
  readonly witness: WitnessHouse;
  readonly witnessFolder: string;
  readonly trust: TrustPolicy;
  readonly store: AnchorStore;
  readonly keys: DataKeys;
  readonly origin: string;
  readonly witnesses: readonly Witness[];
  readonly roots: ReadonlyMap<string, readonly Certificate[]>; // of the time-stamp authorities
  readonly complaints: readonly string[];
  /** The real signers, as only the sequencer's identity has them. */
  signers(): Promise<readonly CheckpointSigner[]>;
  /** The same keys, or those of these that the vault has, under another name. */
  signersOf(origin: string, demanded?: readonly VerifierKey[]): Promise<readonly CheckpointSigner[]>;
  storeAt(prefix: string): AnchorStore;
  /** Starts the sequencer and the anchoring, as a worker does; of another epoch, or by another policy. */
  start(other?: {
    readonly origin?: string;
    readonly store?: AnchorStore;
    readonly trust?: TrustPolicy;
    readonly trustNow?: () => TrustPolicy; // as the file is at each signature
  }): void;
  stop(): Promise<void>;
  /** Waits until everything recorded so far is signed, anchored, cosigned and stamped. */
  untilAnchored(): Promise<bigint>;
  close(): Promise<void>;
}

/** In a database and a cloud of its own, or in those of a house; `close` closes them. */
export async function anchoredLedger(
  within: { readonly database: TestDatabase; readonly cloud: TestCloud } | null = null,
): Promise<AnchoredLedger> {
  const [at, cloud] = await (within === null
    ? Promise.all([freshDatabase(), startTestCloud()])
    : [within.database, within.cloud]);
  const { ledger, clientIds, vault, ...endpoints } = cloud.endpoints;
  const folder = witnessFolder();
  const witness = await startWitness({
    folder: folder.folder,
    vkeys: [...ledger.verifierKeys, ...ledger.verifierKeys.map((vkey) => keyOfEpoch(vkey, 2))],
    clock: () => new Date(),
  });
  const trust = parseTrustPolicy(
    [
      ...ledger.verifierKeys.map((vkey) => `log ${vkey}`),
      `witness w1 ${witness.witness.vkey} ${witness.url}`,
      'quorum w1\n',
    ].join('\n'),
  );
  const sequencer = managedIdentity(clientIds.sequencer);
  const storeAt = (prefix: string) =>
    azureAnchorStore({
      credential: managedIdentity(clientIds.anchorer),
      containerUrl: endpoints.anchorsContainerUrl,
      prefix,
    });
  const store = storeAt('ledger');
  const keys = azureDataKeys({
    credential: sequencer,
    containerUrl: endpoints.dataKeysContainerUrl,
    wrapper: vaultKeyWrapper({ credential: sequencer, keyId: vault.dataKeysKeyId }),
  });
  const one: Witness = httpWitness({
    name: 'w1',
    vkey: witness.witness.vkey,
    url: witness.url,
    timeoutMs: 5_000,
  });
  const stampSettings = {
    HOLDFAST_MODE: 'embedded',
    HOLDFAST_TIMESTAMP_AUTHORITIES: { ...endpoints.timestampAuthorities },
    HOLDFAST_TIMESTAMP_ROOTS_FOLDER: endpoints.timestampRootsFolder,
    HOLDFAST_TIMESTAMP_POLICIES: {},
  } as const;
  const authorities = await timestampAuthorities(stampSettings, systemClock());
  const signersOf = (origin: string, demanded?: readonly VerifierKey[]) =>
    vaultCheckpointSigners({
      credential: sequencer,
      origin,
      secretId: vault.checkpointSecretId,
      keyId: vault.checkpointKeyId,
      ...(demanded === undefined ? {} : { demanded }),
    });
  const signers = () => signersOf(ledger.origin);
  const complaints: string[] = [];
  const complain = (facts: object, message: string) =>
    void complaints.push(`${message} ${JSON.stringify(facts)}`);
  let running: readonly { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of running) await part.stop();
    running = [];
  };
  return {
    at,
    cloud,
    witness,
    witnessFolder: folder.folder,
    trust,
    store,
    keys,
    origin: ledger.origin,
    witnesses: [one],
    roots: await timestampRoots(stampSettings),
    complaints,
    signers,
    signersOf,
    storeAt,
    start({
      origin = ledger.origin,
      store: own = store,
      trust: policy = trust,
      trustNow = () => policy,
    } = {}) {
      const logKeys = policy.logs.filter(({ name }) => name === origin);
      const logger = { error: complain, warn: complain };
      const witnesses = [{ witness: one, place: witness.url }];
      const guard = checkpointGuard({
        origin,
        store: own,
        logKeys,
        witnesses,
        register: at.register,
        logger,
      });
      const url = at.sequencerUrl;
      const sequencer = startSequencer({
        url,
        origin,
        signers: () => signersOf(origin, keysInForce(policy, origin, 2n ** 63n)),
        keysAt: async (size) => keysInForce(trustNow(), origin, size),
        guard,
        patrol: { rowsPerSecond: 100_000, restMs: 100 },
        logger,
      });
      running = [
        sequencer,
        startAnchoring({
          url,
          sequencer,
          origin,
          logKeys,
          store: own,
          keys,
          guard,
          logger,
          witnesses,
          authorities: authorities.map((authority) => ({ authority, place: authority.name })),
          cadence: { lookMs: 50, anchorMs: 100, stampMs: 100, retryMs: 300 },
        }),
      ];
    },
    stop,
    async untilAnchored() {
      const wanted = BigInt(await at.db.custodyEvent.count());
      await until(
        `all ${wanted} events are anchored, cosigned and stamped (${complaints.join('; ')})`,
        async () => {
          const newest = await at.db.ledgerAnchor.groupBy({ by: ['kind', 'name'], _max: { size: true } });
          return newest.length === 4 && newest.every(({ _max }) => (_max.size ?? 0n) >= wanted);
        },
      );
      return wanted;
    },
    async close() {
      await stop();
      await witness.close();
      folder.remove();
      await at.close();
      await cloud.dispose();
    },
  };
}

/** The same public key under the name of another epoch of its log. */
export function keyOfEpoch(vkey: string, epoch: number): string {
  const { name, algorithm, publicKey } = parseVerifierKey(vkey);
  return encodeVerifierKey(verifierKey(originOfEpoch(name, epoch), algorithm, publicKey));
}
