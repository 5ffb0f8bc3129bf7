import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureLogRecords } from '../adapters/azure/log-records.ts';
import { azureSnapshotSource } from '../adapters/azure/snapshot-source.ts';
import { stagingContainer } from '../adapters/azure/staging-container.ts';
import type { LogRecords } from '../ports/log-records.ts';
import type { ReconciliationContext } from '../procedures/reconciliation/reconciliation-context.ts';
import type { Settings } from './env.ts';
import { postureContext } from './posture-hatches.ts';
import type { Runtime } from './runtime.ts';

/** What the worker holds Azure's logs against the ledger with: read as the reader and as the log reader. */
export function reconciliationContext(
  house: Pick<Runtime, 'settings' | 'context' | 'people'>,
): ReconciliationContext {
  const { settings, context } = house;
  const { place } = postureContext(house);
  const { account, snapshotGroups, workspace, privateEndpoints, identities } = place;
  return {
    register: context.register,
    activity: context.activity,
    blobLog: blobLog(settings),
    snapshots: azureSnapshotSource({
      credential: managedIdentity(settings.HOLDFAST_READER_CLIENT_ID),
      armEndpoint: settings.HOLDFAST_ARM_ENDPOINT,
    }),
    place: {
      account,
      snapshotGroups,
      guards: [...(workspace === null ? [] : [workspace]), ...(privateEndpoints ?? [])],
      ownContainers: new Map([
        [stagingContainer, ['locker']],
        [lastPart(settings.HOLDFAST_DATA_KEYS_CONTAINER_URL), ['sequencer', 'anchorer', 'rotator', 'eraser']],
      ]),
    },
    latenessMinutes: settings.HOLDFAST_LOG_LATENESS_MINUTES,
    identities,
    now: () => new Date(),
  };
}

function blobLog(settings: Settings): LogRecords | null {
  const { HOLDFAST_LOG_READER_CLIENT_ID: clientId, HOLDFAST_LOG_WORKSPACE_ID: workspaceId } = settings;
  if (clientId === undefined || workspaceId === undefined) return null;
  return azureLogRecords({
    credential: managedIdentity(clientId),
    logsEndpoint: settings.HOLDFAST_LOGS_ENDPOINT,
    workspaceId,
    account: settings.HOLDFAST_LOCKER_ACCOUNT,
  });
}

function lastPart(url: string): string {
  return new URL(url).pathname.split('/').filter(Boolean).at(-1)?.toLowerCase() ?? '';
}
