import { ButtonLink } from '@/components/ui/button.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { assessDisk, type FeasibilityLimits } from '@/lib/custody/feasibility.ts';
import type { MachineDisk } from '@/lib/custody/machine.ts';
import type { IncidentView } from '@/lib/queries/get-incident.ts';
import type { MachineView } from '@/lib/queries/incident-entities.ts';
import { DeviceLinks } from './device-links.tsx';

/** One virtual machine: what Azure says of it, what was taken from it, and what can be taken. */
export function MachineRow({
  machine,
  incident,
  limits,
  first,
}: {
  machine: MachineView;
  incident: IncidentView;
  limits: FeasibilityLimits;
  first: boolean;
}) {
  const { device } = machine;
  const refusals = (machine.disks ?? []).flatMap((disk) =>
    assessDisk(disk, limits).reasons.map((reason) => ({ name: disk.name, reason })),
  );
  const some = (machine.disks ?? []).some((disk) => assessDisk(disk, limits).feasible);
  return (
    <tr>
      <td className="min-w-[200px]">
        <span className="block font-medium [overflow-wrap:anywhere]">
          <PlainText text={machine.name} />
        </span>
        <span className="text-[13px] text-ink-2">
          {machine.osName ?? 'System unknown'} · {machine.region ?? 'region unknown'}
        </span>
      </td>
      <td>{machine.powerState === null ? <StatusPill status="unknown" /> : capital(machine.powerState)}</td>
      <td className="min-w-[220px]">
        <Disks machine={machine} />
        {refusals.length > 0 && (
          <details className="mt-1 text-[13px]">
            <summary className="text-attention">Why {some ? 'some cannot' : 'it cannot'} be acquired</summary>
            <ul className="mt-1 grid gap-1 text-ink-2">
              {refusals.map((one) => (
                <li key={one.name + one.reason}>
                  <span className="break-all text-ink">{one.name}</span>: {one.reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
      <td>
        <Taken machine={machine} possible={some} />
      </td>
      <td className="text-right">
        <span className="flex flex-wrap justify-end gap-2">
          {device !== null && incident.may.seeDevices && (
            <DeviceLinks incidentId={incident.id} deviceId={device.deviceId} />
          )}
          {some && incident.may.acquire && incident.status === 'open' && (
            <ButtonLink
              href={`/incidents/${incident.id}/acquire?machine=${machine.id}`}
              variant={first ? 'primary' : 'plain'}
            >
              Acquire disk
            </ButtonLink>
          )}
        </span>
      </td>
    </tr>
  );
}

function Disks({ machine }: { machine: MachineView }) {
  if (machine.disks === null) {
    return (
      <span className="text-ink-2">Unknown. {machine.readError ?? 'Azure has not been asked yet.'}</span>
    );
  }
  const os = machine.disks.filter((disk) => disk.role === 'os').map(diskWords);
  const data = machine.disks.filter((disk) => disk.role === 'data');
  const parts = [
    ...os,
    ...(data.length === 0 ? [] : [`${data.length} data ${data.length === 1 ? 'disk' : 'disks'}`]),
  ];
  const encrypted = machine.disks.some((disk) => disk.azureDiskEncryption);
  return <>{`${parts.join(', ')}${encrypted ? ', encrypted (ADE)' : ''}`}</>;
}

function diskWords(disk: MachineDisk): string {
  if (disk.kind === 'ephemeral') return 'Ephemeral OS disk';
  return `OS ${disk.sizeBytes === null ? 'size unknown' : byteWords(disk.sizeBytes)}`;
}

function Taken({ machine, possible }: { machine: MachineView; possible: boolean }) {
  const sealed = machine.sealed === 0 ? '' : `, ${machine.sealed} sealed`;
  if (machine.missing > 0)
    return <StatusPill status="missing" note={`${machine.missing} missing${sealed}`} />;
  if (machine.running > 0)
    return <StatusPill status="sealing" note={`${machine.running} being acquired${sealed}`} />;
  if (machine.failed > 0) return <StatusPill status="failed" note={`${machine.failed} failed${sealed}`} />;
  if (machine.sealed > 0) return <StatusPill status="sealed" note={`${machine.sealed} sealed`} />;
  return (
    <StatusPill status={possible ? 'not-acquired' : machine.disks === null ? 'unknown' : 'not-exportable'} />
  );
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
