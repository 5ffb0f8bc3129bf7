import { Time } from '@/components/ui/time.tsx';
import type { Device } from '@/lib/custody/device.ts';
import type { DeviceActionState } from '@/lib/custody/device-action.ts';
import type { DefenderAction } from '@/lib/custody/live-response.ts';

const defenderKeepsMs = 3 * 24 * 3_600_000;

/**
 * Where an action that is not over waits, and until when. Nothing says whether a device can be reached: only since when it
 * made no full report, where Defender calls its sensor anything but active.
 */
export function QueueWords({
  state,
  seen,
  submittedAt,
  device,
}: {
  state: DeviceActionState;
  seen: DefenderAction['state'] | null;
  submittedAt: string | null;
  device: Pick<Device, 'health' | 'lastSeen'> | null;
}) {
  if (state === 'proposed') return 'Waits for a second person';
  if (state === 'requested' || submittedAt === null) return 'Not at Defender yet';
  if (seen === 'in-progress') return 'At work on the device';
  if (seen === 'unknown') return 'Unknown: Defender used a word that is not documented';
  const until = new Date(new Date(submittedAt).getTime() + defenderKeepsMs).toISOString();
  const silent = device !== null && device.health !== 'active' && device.health !== 'unknown';
  return (
    <>
      {silent && device.lastSeen !== null && (
        <>
          No full report since <Time at={device.lastSeen} inline />.{' '}
        </>
      )}
      Queued at Defender until the device answers, given up <Time at={until} inline />
    </>
  );
}
