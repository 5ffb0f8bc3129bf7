import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Table } from '@/components/ui/table.tsx';
import type { FeasibilityLimits } from '@/lib/custody/feasibility.ts';
import type { IncidentView } from '@/lib/queries/get-incident.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { DeviceHealth } from './device-health.tsx';
import { DeviceLinks } from './device-links.tsx';
import { MachineRow } from './machine-row.tsx';

/** Machines and devices of the incident, and what can be done with each. */
export function EntitiesPanel({
  incident,
  limits,
  addMachine,
}: {
  incident: IncidentView;
  limits: FeasibilityLimits;
  addMachine: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const none = incident.machines.length + incident.devices.length === 0;
  const deviceOf = (resourceId: string) =>
    incident.devices.find(({ vmResourceId }) => vmResourceId === resourceId.toLowerCase()) ?? null;
  const merged = new Set(incident.machines.map(({ resourceId }) => deviceOf(resourceId)?.id));
  const others = incident.devices.filter(({ id }) => !merged.has(id));
  return (
    <>
      {none ? (
        <EmptyState title="No machines or devices">
          Add a virtual machine by its resource id below.
        </EmptyState>
      ) : (
        <Table
          caption="Machines and devices"
          columns={['Machine or device', 'State', 'Disks', 'Evidence', { hidden: 'Action' }]}
        >
          {incident.machines.map((machine, index) => (
            <MachineRow
              key={machine.id}
              machine={machine}
              device={deviceOf(machine.resourceId)}
              incident={incident}
              limits={limits}
              first={index === 0}
            />
          ))}
          {others.map((device) => (
            <tr key={device.id}>
              <td>
                <span className="block font-medium">{device.name}</span>
                <span className="text-[13px] text-ink-2">
                  {device.osPlatform ?? 'System not supplied'} · device
                </span>
              </td>
              <td>
                <DeviceHealth health={device.health} />
              </td>
              <td className="text-ink-2">Not an Azure machine</td>
              <td className="text-ink-2">
                {device.evidence === 0 ? 'None' : `${device.evidence} from the device`}
              </td>
              <td className="text-right">
                {incident.may.seeDevices && (
                  <span className="flex flex-wrap justify-end gap-2">
                    <DeviceLinks incidentId={incident.id} deviceId={device.deviceId} />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {incident.may.seeDevices && incident.devices.length > 0 && (
        <p className="mt-3 text-[13px] text-ink-2">
          Take what is volatile first: package before isolation, isolation before disk.
        </p>
      )}
      {incident.may.change && incident.status === 'open' && (
        <details className="mt-8">
          <summary className="font-medium">Add a virtual machine by its resource id</summary>
          <div className="mt-3">
            <ActionForm action={addMachine} submit="Add the machine" working="Asking Azure…" done="Added.">
              <input type="hidden" name="incidentId" value={incident.id} />
              <Field label="Resource id" htmlFor="resourceId" name="resourceId">
                <input
                  id="resourceId"
                  name="resourceId"
                  required
                  placeholder="/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/…"
                  className="input font-mono"
                />
              </Field>
              <ReasonField id="machine-reason" />
            </ActionForm>
          </div>
        </details>
      )}
    </>
  );
}
