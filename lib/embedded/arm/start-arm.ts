import type { Server } from 'node:https';
import type { StateFile } from '../cloud/cloud-state.ts';
import type { DiskStore } from '../cloud-parts.ts';
import { activityLog } from './activity-log.ts';
import { type ArmServerOptions, armServer } from './arm-server.ts';
import { authorizationRoutes } from './authorization-routes.ts';
import { diskOperations } from './disk-operations.ts';
import { immutabilityRoutes } from './immutability.ts';
import type { CatalogueMachine } from './machine-catalogue.ts';
import { machineRoutes } from './machines.ts';
import { diskApiVersion, resumeSnapshots, snapshotRoutes } from './snapshots.ts';
import { storageRoutes } from './storage.ts';

/** How slow the cloud pretends to be; set over the admin endpoint. */
export interface CloudSpeed {
  operationSeconds: number;
  activityDelaySeconds: number;
}

/** Puts the resource manager together: its routes over one state, and the server that speaks for them. */
export function startArm(
  options: Omit<ArmServerOptions, 'routes' | 'activity'> & {
    readonly store: StateFile;
    readonly disks: DiskStore;
    readonly machines: readonly CatalogueMachine[];
    readonly speed: CloudSpeed;
    readonly blobEndpoint: () => string;
  },
): Server {
  const { store, now, machines, speed } = options;
  const seededAt = new Date(store.state.seededAt);
  const operations = diskOperations({
    now,
    seconds: () => speed.operationSeconds,
    apiVersion: diskApiVersion,
  });
  const activity = activityLog({ store, now, delaySeconds: () => speed.activityDelaySeconds });
  const catalogue = machines.flatMap((one) => one.disks);
  const snapshots = { store, disks: options.disks, catalogue, operations, now };
  const storage = { store, seededAt, now, blobEndpoint: options.blobEndpoint };
  resumeSnapshots(snapshots).catch((error: unknown) => console.error('snapshots:', error));
  return armServer({
    ...options,
    activity,
    routes: [
      ...authorizationRoutes(seededAt),
      ...machineRoutes({ machines, seededAt }),
      ...snapshotRoutes(snapshots),
      ...storageRoutes(storage),
      ...immutabilityRoutes(storage),
      operations.route,
      activity.route,
    ],
  });
}
