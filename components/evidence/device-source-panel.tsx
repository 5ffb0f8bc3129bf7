import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import { deviceSystemWords } from '@/lib/custody/device-words.ts';
import type { DeviceOutput, DeviceSource } from '@/lib/custody/evidence-source.ts';

/** The device as Defender described it, and the action that gave the item. */
export function DeviceSourcePanel({ source }: { source: DeviceSource }) {
  const { device, action, output, readAt } = source;
  return (
    <div className="grid gap-x-11 gap-y-8 lg:grid-cols-2">
      <section>
        <h2 className="font-semibold">What was taken</h2>
        <DefinitionList
          wide
          rows={[
            ...outputRows(output),
            ['Action', action.number],
            ['Id at Defender', <Mono key="defender" text={action.defenderId} />],
          ]}
        />
      </section>
      <section>
        <h2 className="font-semibold">Device</h2>
        <p className="mt-1 text-[13px] text-ink-2">
          As the device and Microsoft report it; nobody checked it on the device.
        </p>
        <DefinitionList
          wide
          rows={[
            ['Name', device.name],
            ['Device id', <Mono key="id" text={device.deviceId} />],
            [
              'Operating system',
              [deviceSystemWords(device.system), device.osVersion, device.osBuild]
                .filter((part) => part !== null)
                .join(', '),
            ],
            ['Group', device.group?.name ?? 'None'],
            ['Sensor', device.agentVersion],
            ['Last full report', device.lastSeen === null ? null : <Time key="seen" at={device.lastSeen} />],
            ['Last address', device.lastIpAddress],
            [
              'Virtual machine',
              device.vmResourceId === null ? null : <Mono key="vm" text={device.vmResourceId} />,
            ],
            ['Read from Defender', <Time key="read" at={readAt} />],
          ]}
        />
      </section>
    </div>
  );
}

function outputRows(output: DeviceOutput): readonly (readonly [string, string | null])[] {
  switch (output.kind) {
    case 'package':
      return [['Kind', 'Investigation package']];
    case 'command-output':
      return [
        ['Kind', 'Output of a command'],
        ['As typed', output.line],
        ['Script', output.scriptName],
        ['SHA-256 of the script', output.scriptSha256],
        ...(output.libraryAfter === undefined
          ? []
          : [['Library after the run', output.libraryAfter] as const]),
        ['Arguments', output.args],
      ];
    case 'device-file':
      return [
        ['Kind', 'File of the device'],
        ['Path', output.path],
      ];
  }
}

function Mono({ text }: { text: string }) {
  return <span className="font-mono text-[12px] break-all">{text}</span>;
}
