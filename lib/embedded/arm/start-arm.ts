import type { Server } from 'node:https';
import type { DiskStore } from '../cloud-parts.ts';
import { activityLog } from './activity-log.ts';
import { type ArmServerOptions, armServer } from './arm-server.ts';
import { attachRoutes } from './attach-disks.ts';
import { diagnosticSettingRoutes } from './diagnostic-settings.ts';
import { diskOperations } from './disk-operations.ts';
import { eligibilityRoutes } from './eligibility-routes.ts';
import { immutabilityRoutes } from './immutability.ts';
import { lockRoutes } from './locks.ts';
import type { CatalogueMachine } from './machine-catalogue.ts';
import { machineRoutes } from './machines.ts';
import { managementGroupRoutes } from './management-groups.ts';
import { privateEndpointRoutes } from './private-endpoints.ts';
import { resourceGroupRoutes } from './resource-groups.ts';
import { roleAssignmentRoutes } from './role-assignment-routes.ts';
import { roleDefinitionRoutes } from './role-definition-routes.ts';
import { diskApiVersion, resumeSnapshots, snapshotRoutes } from './snapshots.ts';
import { storageRoutes } from './storage.ts';
import { storageAccountRoutes } from './storage-accounts.ts';
import { type WorkingDiskParts, workingDiskRoutes } from './working-disks.ts';

/** How slow the cloud pretends to be; set over the admin endpoint. */
export interface CloudSpeed {
  operationSeconds: number;
  activityDelaySeconds: number;
  defenderCalls: number; // how many times Defender's usual number of calls is allowed
}

/** Puts the resource manager together: its routes over one state, and the server that speaks for them. */
export function startArm(
  options: Omit<ArmServerOptions, 'routes' | 'activity'> & {
    readonly disks: DiskStore;
    readonly openBlob: WorkingDiskParts['openBlob'];
    readonly machines: readonly CatalogueMachine[];
    readonly speed: CloudSpeed;
    readonly blobEndpoint: () => string;
  },
): Server {
  const { store, now, machines, speed, access } = options;
  const seededAt = new Date(store.state.seededAt);
  const operations = diskOperations({
    now,
    seconds: () => speed.operationSeconds,
    apiVersion: diskApiVersion,
  });
  const activity = activityLog({ store, now, delaySeconds: () => speed.activityDelaySeconds });
  const catalogue = machines.flatMap((one) => one.disks);
  const created = new Date(seededAt.getTime() - 60 * 86_400_000).toISOString();
  const snapshots = { access, store, disks: options.disks, catalogue, operations, now };
  const storage = { store, seededAt, now, blobEndpoint: options.blobEndpoint };
  resumeSnapshots(snapshots).catch((error: unknown) => console.error('snapshots:', error));
  return armServer({
    ...options,
    activity,
    routes: [
      ...roleAssignmentRoutes(access, created),
      ...roleDefinitionRoutes(access, created),
      ...eligibilityRoutes(access, created),
      ...managementGroupRoutes(access),
      ...machineRoutes({ machines, seededAt, store, now }),
      ...workingDiskRoutes({ store, disks: options.disks, operations, openBlob: options.openBlob, now }),
      ...attachRoutes({ store, machines, access, now }),
      ...snapshotRoutes(snapshots),
      ...storageAccountRoutes(storage),
      ...storageRoutes(storage),
      ...immutabilityRoutes(storage),
      ...resourceGroupRoutes(store),
      ...privateEndpointRoutes(store),
      ...lockRoutes(store),
      ...diagnosticSettingRoutes(store),
      operations.route,
      activity.route,
    ],
  });
}
