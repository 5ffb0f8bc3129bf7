import { azureEvidenceDisposer } from '../../lib/adapters/azure/evidence-disposer.ts';
import { manifestBlobName } from '../../lib/custody/acquisition.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { credentialOf } from './arm-cloud.ts';
import { openHoldHouse } from './hold-house.ts';
import { tenant } from './portal.ts';
import type { SealedItem } from './sealed-item.ts';

export const signal = new AbortController().signal;

export function blobsOf(item: SealedItem): readonly [string, string] {
  return ['EV/attempt-1/disk.vhd', manifestBlobName(item.exhibitNumber, 0)];
}
export type DisposalHouse = Awaited<ReturnType<typeof openDisposalHouse>>;

/** Sealed items whose copies lie in the cloud, past their retention, and what deletes them. */
export async function openDisposalHouse() {
  const house = await openHoldHouse();
  // The cloud's clock alone: its blobs are of today, and 30 days are over for it.
  await house.cloud.admin('PUT', '/clock', { skewSeconds: 40 * 86_400 });
  const { endpoints } = house.cloud;
  const disposer = azureEvidenceDisposer({
    credential: credentialOf(house.cloud, 'disposer'),
    account: endpoints.lockerAccount,
    blobEndpoint: endpoints.lockerBlobEndpoint,
  });
  const { register, policies, worker } = house.context;
  const context = { register, policies, worker, disposer };

  /** A sealed item whose copy and manifest lie in the cloud, 40 days old. */
  async function stored(): Promise<SealedItem> {
    const item = await house.sealed();
    await house.check();
    const { locker } = house.context;
    for (const blob of blobsOf(item))
      await locker.putOnce(item.container, blob, Buffer.from(blob), 'application/octet-stream', signal);
    const [copy] = await copies(item);
    await house.at.asAdmin(
      `insert into evidence_presence (evidence_id, state, since, tried_at, answered_at, etag, created_on)
       values ($1, 'stored', now(), now(), now(), $2, now() - interval '40 days')`,
      [item.evidenceId, copy?.etag],
    );
    return item;
  }

  async function copies(item: SealedItem) {
    const found = await Promise.all(
      blobsOf(item).map((blob) => context.disposer.look(item.container, blob, signal)),
    );
    return found.filter((one) => one !== null);
  }

  async function stateOf(id: string): Promise<string> {
    return (await house.at.db.disposal.findUniqueOrThrow({ where: { id } })).state;
  }

  async function factsOf(item: SealedItem) {
    return (await house.facts(item.evidenceId)).filter(({ type }) => type.startsWith('evidence.dispos'));
  }

  /** Whoever asked for the acquisition, as the tenant knows them. */
  async function custodianOf(item: SealedItem): Promise<PersonActor> {
    const row = await house.at.db.acquisition.findUniqueOrThrow({ where: { id: item.acquisitionId } });
    const person = row.requester as unknown as PersonActor;
    tenant.set(person.objectId, { enabled: true, roles: ['analyst'] });
    return { ...person, roles: ['analyst'] };
  }

  return { ...house, stored, copies, stateOf, factsOf, custodianOf, context };
}
