import { Button } from '@/components/ui/button.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { DiskPartition, DiskStructure } from '@/lib/custody/disk-structure.ts';

/** What the image says of itself: its footer, its partitions and what each begins with. */
export function StructurePanel({
  structure,
  go,
}: {
  structure: DiskStructure;
  go: (offset: bigint) => void;
}) {
  return (
    <section aria-label="What the image says of itself">
      <h2 className="font-semibold">What the image says of itself</h2>
      <p className="text-[13px] text-ink-2">
        Read from blocks that are as sealed. Whether what it says is true, the seal does not say.
      </p>
      <FactsStrip facts={[...footerFacts(structure.footer), tableFact(structure)]} />
      {structure.problems.length > 0 && (
        <Notice tone="attention" title="What it says cannot all be so.">
          <ul className="list-disc pl-5">
            {structure.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
      {structure.partitions.length > 0 && <Partitions partitions={structure.partitions} go={go} />}
    </section>
  );
}

function footerFacts(footer: DiskStructure['footer']) {
  if ('problem' in footer) return [{ label: 'VHD footer', value: footer.problem }];
  const { type, diskBytes, createdAt, creator, uuid } = footer;
  return [
    { label: 'VHD', value: type === 'fixed' ? 'Fixed' : 'Dynamic' },
    { label: 'Disk inside', value: `${byteWords(diskBytes)} (${diskBytes} bytes)` },
    { label: 'Made, it says', value: <Time at={createdAt} /> },
    { label: 'By', value: creator === '' ? 'Not said' : creator },
    { label: 'Its own id', value: <span className="font-mono text-[12px] break-all">{uuid}</span> },
  ];
}

function tableFact({ table, partitions, wholeDisk }: DiskStructure) {
  const count = partitions.length === 1 ? '1 partition' : `${partitions.length} partitions`;
  switch (table) {
    case 'gpt':
      return { label: 'Partition table', value: `GPT, ${count}` };
    case 'mbr':
      return { label: 'Partition table', value: `MBR, ${count}` };
    case 'none':
      return {
        label: 'Partition table',
        value:
          wholeDisk === null
            ? 'None, and no file system recognised'
            : `None; the disk begins with ${wholeDisk}`,
      };
  }
}

function Partitions({
  partitions,
  go,
}: {
  partitions: readonly DiskPartition[];
  go: (offset: bigint) => void;
}) {
  const columns = ['No.', 'Type', 'Name', 'Begins with', 'First byte', 'Size', { hidden: 'Go there' }];
  return (
    <div className="mt-3">
      <Table caption="Partitions" columns={columns}>
        {partitions.map((one) => (
          <tr key={`${one.number} ${one.start}`}>
            <td className="tabular-nums">{one.number}</td>
            <td>{one.type}</td>
            <td className="[overflow-wrap:anywhere]">{one.name ?? ''}</td>
            <td>{one.problem ?? one.fileSystem ?? <span className="text-ink-2">Not recognised</span>}</td>
            <td className="font-mono text-[13px]">{one.start}</td>
            <td className="whitespace-nowrap">{sizeWords(one)}</td>
            <td>
              {isInside(one) && (
                <Button onClick={() => go(BigInt(one.start))} aria-label={`Go to partition ${one.number}`}>
                  Go there
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

function sizeWords({ start, end }: DiskPartition): string {
  const size = BigInt(end) - BigInt(start);
  return size > 0n ? byteWords(size) : 'None';
}

function isInside({ start, end, problem }: DiskPartition): boolean {
  return BigInt(end) > BigInt(start) && problem !== 'It begins outside the disk.';
}
