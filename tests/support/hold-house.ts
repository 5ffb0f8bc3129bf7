import { StorageManagementClient } from '@azure/arm-storage';
import { azureActivityLog } from '../../lib/adapters/azure/activity-log.ts';
import { azureEvidenceLocker } from '../../lib/adapters/azure/evidence-locker.ts';
import { azureLockerPolicies } from '../../lib/adapters/azure/locker-policies.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { checkGuards } from '../../lib/procedures/hold/check-guards.ts';
import type { HoldContext } from '../../lib/procedures/hold/hold-context.ts';
import type { Procedure } from '../../lib/procedures/procedure.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { perform } from '../../lib/web/perform.ts';
import { credentialOf, personCredential, startArmCloud, storageOf } from './arm-cloud.ts';
import { freshDatabase } from './database.ts';
import { testRuntime } from './portal.ts';
import { type SealedItem, sealedItem } from './sealed-item.ts';

const signal = new AbortController().signal;

export type HoldHouse = Awaited<ReturnType<typeof openHoldHouse>>;

/** A database and an embedded cloud in which one person may go past the portal; items are sealed on paper alone. */
export async function openHoldHouse() {
  const [cloud, at] = await Promise.all([startArmCloud(), freshDatabase()]);
  const { endpoints } = cloud;
  const account: [string, string] = [endpoints.lockerResourceGroup, endpoints.lockerAccount];
  const scope = `/subscriptions/${endpoints.socSubscriptionId}`;
  await cloud.admin('POST', '/access/assignments', {
    ...{ principal: 'auditor', role: 'Storage Account Contributor', scope },
  });
  const outsider = new StorageManagementClient(
    personCredential(cloud, 'auditor'),
    endpoints.socSubscriptionId,
    { endpoint: endpoints.arm },
  ).blobContainers;
  const custodian = storageOf(cloud, 'custodian').blobContainers;
  const context = contextOf(cloud, at.register);
  const door = testRuntime(at).context;
  const act = <I, R>(actor: PersonActor, procedure: Procedure<I, R>, input: unknown) =>
    perform(door, actor, procedure, input);
  return {
    cloud,
    at,
    context,
    /** Sets and clears tags, and changes policies, past the portal. */
    outside: {
      clear: (container: string, tag: string) =>
        outsider.clearLegalHold(...account, container, { tags: [tag] }),
      set: (container: string, tag: string) => outsider.setLegalHold(...account, container, { tags: [tag] }),
      extend: async (container: string, days: number) => {
        const { etag = '' } = await outsider.getImmutabilityPolicy(...account, container);
        const parameters = { immutabilityPeriodSinceCreationInDays: days };
        await outsider.extendImmutabilityPolicy(...account, container, etag, { parameters });
      },
    },
    /** A sealed item whose container is guarded as its seal says: 30 locked days and the hold `inc1`. */
    async sealed(): Promise<SealedItem> {
      const item = await sealedItem(at, `disk-${crypto.randomUUID()}`);
      await storageOf(cloud, 'locker').blobContainers.create(...account, item.container, {});
      const put = await custodian.createOrUpdateImmutabilityPolicy(...account, item.container, {
        parameters: { immutabilityPeriodSinceCreationInDays: 30 },
      });
      await custodian.lockImmutabilityPolicy(...account, item.container, put.etag ?? '');
      await custodian.setLegalHold(...account, item.container, { tags: ['inc1'] });
      return item;
    },
    act,
    confirm: (actor: PersonActor, proposalId: string) =>
      act(actor, confirmProposal, { proposalId, comment: null }),
    check: () => checkGuards(context, signal),
    async tags(container: string) {
      const reading = await context.policies.read(container, signal);
      return reading.kind === 'read' ? reading.value.hold.map(({ tag }) => tag).toSorted() : reading.words;
    },
    /** The incident's facts of its guard, oldest first, from one number of its stream on. */
    async facts(incidentId: string, from = 0n) {
      const rows = await at.db.custodyEvent.findMany({
        where: { stream: incidentId, n: { gte: from }, NOT: { type: { startsWith: 'incident.' } } },
        orderBy: { n: 'asc' },
      });
      return rows.flatMap(({ body }) => (body === null ? [] : [readRecordedEvent(body)]));
    },
    nextFact: async (incidentId: string) =>
      (await at.db.ledgerStream.findUniqueOrThrow({ where: { id: incidentId } })).nextN,
    openAlarms: async (incidentId: string) =>
      (await at.db.alarm.findMany({ where: { incidentId, clearedAt: null } })).map(({ title }) => title),
    async close() {
      await at.close();
      await cloud.dispose();
    },
  };
}

function contextOf(
  cloud: Awaited<ReturnType<typeof startArmCloud>>,
  register: HoldContext['register'],
): HoldContext {
  const { endpoints } = cloud;
  const armEndpoint = endpoints.arm;
  const place = {
    subscriptionId: endpoints.socSubscriptionId,
    resourceGroup: endpoints.lockerResourceGroup,
    account: endpoints.lockerAccount,
  };
  return {
    register,
    policies: azureLockerPolicies({ credential: credentialOf(cloud, 'custodian'), armEndpoint, ...place }),
    activity: azureActivityLog({ credential: credentialOf(cloud, 'reader'), armEndpoint }),
    locker: azureEvidenceLocker({
      blobCredential: credentialOf(cloud, 'locker'),
      custodianCredential: credentialOf(cloud, 'custodian'),
      ...{ armEndpoint, ...place, blobEndpoint: endpoints.lockerBlobEndpoint },
    }),
    worker: { id: 'test-worker', address: '127.0.0.1' },
    account: `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${place.account}`,
  };
}
