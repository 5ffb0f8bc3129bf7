import { DeviceHealth } from '@/components/incident/device-health.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { Device } from '@/lib/custody/device.ts';
import type { DeviceSighting } from '@/lib/custody/device-sighting.ts';
import { deviceSystemWords } from '@/lib/custody/device-words.ts';
import { isolationWords } from '@/lib/custody/isolation.ts';
import type { DevicePage } from '@/lib/queries/get-device.ts';

/** What is known of a device, with its age; nothing of it says whether the device is reachable now. */
export function DeviceFacts({ page, now }: { page: DevicePage; now: DeviceSighting }) {
  const live = 'device' in now && now.device !== null ? { device: now.device, readAt: now.readAt } : null;
  const known = live ?? page.recorded;
  return (
    <>
      <FactsStrip
        facts={[
          { label: 'Sensor', value: <DeviceHealth health={known?.device.health ?? page.health} /> },
          { label: 'Isolation, as asked here', value: <IsolationState page={page} /> },
          ...(known === null
            ? [{ label: 'System', value: page.osPlatform ?? 'Unknown' }]
            : deviceFacts(known.device)),
          { label: 'Read from Defender', value: known === null ? 'Never' : <Time at={known.readAt} /> },
        ]}
      />
      <p className="mt-2 text-[13px] text-ink-2">
        As the device and Microsoft report it. Defender does not say whether a device is reachable: an action
        waits for it, three days at most. Isolation is what was asked in this incident; what is done in
        Microsoft’s portal does not show.
      </p>
      {live === null && (
        <div className="mt-4">
          <Notice
            tone="unknown"
            title={
              'problem' in now
                ? `Unknown: ${now.problem}`
                : 'Unknown: Defender does not know this device any more.'
            }
          >
            {known === null ? null : 'What stands above was read when something was asked of it last.'}
          </Notice>
        </div>
      )}
    </>
  );
}

/** By what was asked in this incident: what is done in Microsoft's own portal does not show. */
function IsolationState({ page: { isolation } }: { page: DevicePage }) {
  if (isolation === null) return 'Nothing was asked';
  return (
    <>
      {isolationWords(isolation.state)} <Time at={isolation.at} />
    </>
  );
}

function deviceFacts(device: Device) {
  const version = [device.osVersion, device.osBuild].filter((part) => part !== null).join(', ');
  return [
    { label: 'System', value: `${deviceSystemWords(device.system)}${version === '' ? '' : `, ${version}`}` },
    { label: 'Device group', value: device.group?.name ?? 'None' },
    {
      label: 'Last full report',
      value: device.lastSeen === null ? 'Unknown' : <Time at={device.lastSeen} />,
    },
    { label: 'Last address', value: device.lastIpAddress ?? 'Unknown' },
    { label: 'Risk', value: device.riskScore ?? 'Unknown' },
  ];
}
