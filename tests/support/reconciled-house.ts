import { azureLogRecords } from '../../lib/adapters/azure/log-records.ts';
import { ownObjectId } from '../../lib/adapters/azure/own-object-id.ts';
import { azureSnapshotSource } from '../../lib/adapters/azure/snapshot-source.ts';
import { recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { reconcile } from '../../lib/procedures/reconciliation/reconcile.ts';
import type { ReconciliationContext } from '../../lib/procedures/reconciliation/reconciliation-context.ts';
import { credentialOf, withoutDelays } from './arm-cloud.ts';
import { startGrantUseHouse } from './grant-use-house.ts';
import { cookieOf } from './portal.ts';

export const signal = new AbortController().signal;
export const minute = 60_000;
export type ReconciledHouse = Awaited<ReturnType<typeof openReconciledHouse>>;

/** A sealed item, and Azure’s logs held against the ledger as the worker does it, a few minutes later than now. */
export async function openReconciledHouse() {
  const house = await startGrantUseHouse();
  await withoutDelays(house.cloud);
  const soc = `/subscriptions/${house.cloud.endpoints.socSubscriptionId}`;
  for (const account of ['lead-1', 'auditor']) await cookieOf(house.database, house.person(account));
  const item = await theItem();

  /** One round of the worker, two minutes later than now unless said: what happened is old enough to be told. */
  async function round({ ahead = 2, rewind = true, change = {} as Partial<ReconciliationContext> } = {}) {
    const back = rewind ? ', read_to = null, swept_at = null' : '';
    await house.database.asAdmin(`update reconciliation_log set tried_at = now() - interval '1 hour'${back}`);
    return await reconcile({ ...contextAt(ahead), ...change }, signal);
  }

  function contextAt(ahead: number): ReconciliationContext {
    const { endpoints } = house.cloud;
    const armEndpoint = endpoints.arm;
    return {
      register: house.database.register,
      activity: house.context.activity,
      blobLog: azureLogRecords({
        credential: credentialOf(house.cloud, 'logReader'),
        logsEndpoint: endpoints.logs,
        workspaceId: endpoints.logWorkspaceId,
        account: endpoints.lockerAccount,
      }),
      snapshots: azureSnapshotSource({ credential: credentialOf(house.cloud, 'reader'), armEndpoint }),
      place: {
        account: lockerId(),
        snapshotGroups: Object.values(endpoints.snapshotResourceGroups),
        guards: [],
        ownContainers: new Map([['holdfast-staging', ['locker']]]),
      },
      latenessMinutes: 30,
      identities: async () => ({
        acquirer: await ownObjectId(credentialOf(house.cloud, 'acquirer'), signal),
        locker: await ownObjectId(credentialOf(house.cloud, 'locker'), signal),
        'link-signer': await ownObjectId(credentialOf(house.cloud, 'linkSigner'), signal),
        'disk-exporter': await ownObjectId(credentialOf(house.cloud, 'diskExporter'), signal),
        custodian: await ownObjectId(credentialOf(house.cloud, 'custodian'), signal),
      }),
      now: () => new Date(Date.now() + ahead * minute),
    };
  }

  async function theItem() {
    const { id, incidentId } = house.item;
    const row = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: id },
      include: { evidence: true },
    });
    return {
      ...{ id, incidentId, container: row.evidence.container, diskId: row.diskResourceId },
      blob: row.blob ?? '',
    };
  }

  async function findingsOf(kind: string) {
    return await house.database.db.reconciliationFinding.findMany({
      where: { kind },
      orderBy: { at: 'asc' },
    });
  }

  function assign(principal: string, role: string, scope: string) {
    return house.cloud.admin('POST', '/access/assignments', { principal, role, scope });
  }

  function lockerId(): string {
    const { lockerResourceGroup, lockerAccount } = house.cloud.endpoints;
    return `${soc}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
  }

  async function facts(stream: string) {
    const rows = await house.database.db.custodyEvent.findMany({
      where: { stream, type: { startsWith: 'reconciliation.' } },
      orderBy: { n: 'asc' },
    });
    return rows.flatMap(({ body }) => recordedEventOf(body) ?? []);
  }

  async function reads(effect: string) {
    const rows = await house.database.db.reconciliationRead.findMany({
      where: { evidenceId: item.id, effect },
    });
    return rows.map(({ who, how }) => [who, how]);
  }

  return { ...house, round, contextAt, findingsOf, assign, lockerId, facts, reads, item, soc };
}
