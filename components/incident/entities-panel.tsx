import Link from 'next/link';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Field } from '@/components/ui/field.tsx';
import { NameFilter } from '@/components/ui/name-filter.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Table } from '@/components/ui/table.tsx';
import type { FeasibilityLimits } from '@/lib/custody/feasibility.ts';
import type { IncidentView } from '@/lib/queries/get-incident.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { DeviceHealth } from './device-health.tsx';
import { DeviceLinks } from './device-links.tsx';
import { IncidentPages } from './incident-pages.tsx';
import { MachineRow } from './machine-row.tsx';

/** Machines and devices of the incident, and what can be done with each. */
export function EntitiesPanel({
  incident,
  name,
  limits,
  addMachine,
}: {
  incident: IncidentView;
  name: string | undefined; // that is looked for
  limits: FeasibilityLimits;
  addMachine: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const { counts, entities } = incident;
  const rows = incident.machines.length + incident.devices.length;
  const isMany = entities > rows || name !== undefined;
  return (
    <>
      {isMany && (
        <NameFilter
          action={`/incidents/${incident.id}`}
          field="name"
          value={name}
          label="Find machines and devices by name"
          placeholder="Name of a machine or device"
        />
      )}
      {rows === 0 ? (
        <None incident={incident} name={name} />
      ) : (
        <Table
          caption="Machines and devices"
          columns={['Machine or device', 'State', 'Disks', 'Evidence', { hidden: 'Action' }]}
        >
          {incident.machines.map((machine, index) => (
            <MachineRow
              key={machine.id}
              machine={machine}
              incident={incident}
              limits={limits}
              first={index === 0}
            />
          ))}
          {incident.devices.map((device) => (
            <tr key={device.id}>
              <td>
                <span className="block font-medium [overflow-wrap:anywhere]">
                  <PlainText text={device.name} />
                </span>
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
      <IncidentPages
        {...{ incident, name, rows, inAll: entities, tab: 'entities', what: 'machines and devices' }}
      />
      {incident.may.seeDevices && counts.devices > 0 && (
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

function None({ incident, name }: { incident: IncidentView; name: string | undefined }) {
  const found = incident.entities > 0 || incident.counts.machines + incident.counts.devices > 0;
  if (found)
    return (
      <EmptyState
        title={name === undefined || name === '' ? 'Nothing on this page' : `None is called “${name}”`}
      >
        <Link href={`/incidents/${incident.id}`}>Show all machines and devices</Link>
      </EmptyState>
    );
  return (
    <EmptyState title="No machines or devices">Add a virtual machine by its resource id below.</EmptyState>
  );
}
