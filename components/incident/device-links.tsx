import { ButtonLink } from '@/components/ui/button.tsx';

/** The ways to a device of an incident, for who may see devices. */
export function DeviceLinks({ incidentId, deviceId }: { incidentId: string; deviceId: string }) {
  const href = `/incidents/${incidentId}/devices/${deviceId}`;
  return (
    <>
      <ButtonLink href={href}>Package, isolation</ButtonLink>
      <ButtonLink href={`${href}/console`}>Console</ButtonLink>
    </>
  );
}
