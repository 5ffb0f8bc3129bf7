import { randomUUID } from 'node:crypto';
import { AuditLink } from '@/components/audit/audit-link.tsx';
import { DeviceActions } from '@/components/device/device-actions.tsx';
import { DeviceActs } from '@/components/device/device-acts.tsx';
import { DeviceFacts } from '@/components/device/device-facts.tsx';
import { DeviceItems } from '@/components/device/device-items.tsx';
import { ForeignActions } from '@/components/device/foreign-actions.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { getDevice } from '@/lib/queries/get-device.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { standingPauses } from '@/lib/runtime/standing-pauses.ts';
import { deviceNow } from '@/lib/web/device-now.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { cancelDeviceActionAction, collectFromDeviceAction, respondOnDeviceAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string; readonly deviceId: string }>;
}

export const metadata = { title: 'Device' };

export default async function DevicePage({ params }: Props) {
  const [viewer, { incidentId, deviceId }] = await Promise.all([requireViewer(), params]);
  const pauses = await standingPauses(await runtime());
  const page = await shown(getDevice(viewer, incidentId, deviceId, pauses));
  const now = await deviceNow(page.deviceId);
  const { incident } = page;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: `/incidents/${incident.id}` },
          { label: page.name },
        ]}
        title={page.name}
        subtitle={`${incident.number} · ${incident.title}`}
        actions={
          <>
            <ButtonLink href={`/incidents/${incident.id}/devices/${page.deviceId}/console`}>
              Open the console
            </ButtonLink>
            {mayDo(viewer.actor.roles, 'hunting.run') && (
              <ButtonLink href={`/incidents/${incident.id}/hunting?device=${page.deviceId}`}>Hunt</ButtonLink>
            )}
            {incident.open && mayDo(viewer.actor.roles, 'device.import-session') && (
              <ButtonLink href={`/incidents/${incident.id}/devices/${page.deviceId}/import`}>
                Import a session
              </ButtonLink>
            )}
            {page.machineId !== null && (
              <ButtonLink href={`/incidents/${incident.id}/acquire?machine=${page.machineId}`}>
                Acquire disk
              </ButtonLink>
            )}
          </>
        }
      />
      <DeviceFacts page={page} now={now} />
      {mayDo(viewer.actor.roles, 'audit.search') && (
        <p className="mt-2">
          <AuditLink of="device" value={page.deviceId} words="Search all its events" />
        </p>
      )}
      {!incident.open && (
        <Notice tone="attention" title="This incident is closed. Reopen it before you act on its devices." />
      )}
      {incident.open && (page.may.collect || page.may.respond) && (
        <DeviceActs
          page={page}
          now={'device' in now ? now.device : null}
          newKey={randomUUID}
          collect={collectFromDeviceAction}
          respond={respondOnDeviceAction}
        />
      )}
      <DeviceActions
        page={page}
        device={('device' in now ? now.device : null) ?? page.recorded?.device ?? null}
        cancel={cancelDeviceActionAction}
      />
      <ForeignActions page={page} />
      <DeviceItems page={page} />
    </>
  );
}
