import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { DiskSource, EvidenceSource } from '@/lib/custody/evidence-source.ts';
import { BroughtSourcePanel } from './brought-source-panel.tsx';
import { DeviceSourcePanel } from './device-source-panel.tsx';
import { HuntingSourcePanel } from './hunting-source-panel.tsx';
import { ImportSourcePanel } from './import-source-panel.tsx';
import { ReportSourcePanel } from './report-source-panel.tsx';

/** Where the item came from, so that it cannot be taken for any other. */
export function SourcePanel({ source }: { source: EvidenceSource }) {
  if ('device' in source) return <DeviceSourcePanel source={source} />;
  if ('hunting' in source) return <HuntingSourcePanel source={source} />;
  if ('imported' in source) return <ImportSourcePanel source={source} />;
  if ('brought' in source) return <BroughtSourcePanel source={source} />;
  if ('report' in source) return <ReportSourcePanel source={source} />;
  return <DiskSourcePanel source={source} />;
}

/** The machine and its disk as Azure described them. */
function DiskSourcePanel({ source }: { source: DiskSource }) {
  const { machine, disk } = source;
  return (
    <div className="grid gap-x-11 gap-y-8 lg:grid-cols-2">
      <section>
        <h2 className="font-semibold">Disk</h2>
        <DefinitionList
          wide
          rows={[
            ['Name', disk.name],
            ['Resource id', mono(disk.resourceId)],
            ['Unique id', mono(disk.uniqueId)],
            ['Role', disk.role === 'os' ? 'OS disk' : 'Data disk'],
            ['LUN', disk.role === 'os' ? 'None (OS disk)' : number(disk.lun)],
            ['Kind', disk.kind],
            ['SKU', disk.sku],
            [
              'Size',
              disk.sizeBytes === null ? null : `${byteWords(disk.sizeBytes)} (${disk.sizeBytes} bytes)`,
            ],
            [
              'Logical sector size',
              disk.logicalSectorSize === null ? null : `${disk.logicalSectorSize} bytes`,
            ],
            ['Operating system', disk.osType],
            ['Region', disk.region],
            ['Encryption', disk.encryption],
            ['Disk encryption set', mono(disk.diskEncryptionSetId)],
            ['Azure Disk Encryption', disk.azureDiskEncryption ? 'On: the copy is ciphertext' : 'Off'],
            ['Security type', disk.securityType],
            ['Network access policy', disk.networkAccessPolicy],
            ['Public network access', disk.publicNetworkAccess],
            ['Data access mode', disk.dataAccessAuthMode],
            ['Machines that may share it', String(disk.maxShares)],
          ]}
        />
      </section>
      <section>
        <h2 className="font-semibold">Virtual machine</h2>
        <DefinitionList
          wide
          rows={[
            ['Name', machine.name],
            ['Resource id', mono(machine.resourceId)],
            ['VM id', mono(machine.vmId)],
            ['Tenant', mono(machine.tenantId)],
            ['Subscription', mono(machine.subscriptionId)],
            ['Resource group', machine.resourceGroup],
            ['Region', machine.region],
            ['Size', machine.size],
            [
              'Operating system',
              [machine.osType, machine.osName].filter((part) => part !== null).join(', ') || null,
            ],
            ['Power state when asked for', machine.powerState ?? 'Unknown'],
            ['Tags', tags(machine.tags)],
            ['Read from Azure', <Time key="read" at={machine.readAt} />],
          ]}
        />
      </section>
    </div>
  );
}

function mono(value: string | null) {
  return value === null ? null : <span className="font-mono text-[12px] break-all">{value}</span>;
}

function number(value: number | null): string | null {
  return value === null ? null : String(value);
}

function tags(all: Readonly<Record<string, string>>): string {
  const words = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return words.length === 0 ? 'None' : words.join('; ');
}
