import { type DeviceRights, deviceRightsInForce } from '../custody/device-rights.ts';
import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';

/** Rights on devices in force, and the device groups of the tenant as its devices were read last. */
export interface DeviceRightsView {
  readonly version: number; // 0: as the product came
  readonly since: string | null;
  readonly rights: DeviceRights;
  readonly groups: readonly DeviceGroupView[];
}

export interface DeviceGroupView {
  readonly id: string;
  readonly name: string;
  readonly devices: number;
  readonly readAt: string;
  /** Of the automation level, which no interface tells: when Defender refused for want of one, and when it took something. */
  readonly refusedAt: string | null;
  readonly takenAt: string | null;
}

/** Throws `forbidden`. */
export async function getDeviceRights(viewer: Viewer): Promise<DeviceRightsView> {
  requirePermission(viewer.actor, 'controls.read');
  const [control, groups] = await Promise.all([
    viewer.db.controlVersion.findFirst({
      where: { control: 'device-rights' },
      orderBy: { version: 'desc' },
    }),
    viewer.db.deviceGroup.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }], take: 500 }),
  ]);
  return {
    version: control?.version ?? 0,
    since: control?.createdAt.toISOString() ?? null,
    rights: deviceRightsInForce(control),
    groups: groups.map(({ readAt, refusedAt, takenAt, ...group }) => ({
      ...group,
      readAt: readAt.toISOString(),
      refusedAt: refusedAt?.toISOString() ?? null,
      takenAt: takenAt?.toISOString() ?? null,
    })),
  };
}
