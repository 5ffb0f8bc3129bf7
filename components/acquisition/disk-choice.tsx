import Link from 'next/link';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { DiskOption } from '@/lib/queries/get-acquire-options.ts';

/** One disk to tick, or the reason why it cannot be ticked. Refused disks stay visible. */
export function DiskChoice({
  option,
  checked,
  onToggle,
}: {
  option: DiskOption;
  checked: boolean;
  onToggle: (checked: boolean) => void;
}) {
  const { disk, assessment, running } = option;
  const possible = assessment.feasible && running === null && disk.resourceId !== null;
  return (
    <li className="border-b border-hairline py-3">
      <label className={`flex items-start gap-3 ${possible ? 'cursor-pointer' : 'text-ink-2'}`}>
        <input
          type="checkbox"
          name="diskResourceIds"
          value={disk.resourceId ?? ''}
          checked={checked}
          disabled={!possible}
          onChange={(event) => onToggle(event.target.checked)}
          className="mt-1 size-4 accent-accent"
        />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap justify-between gap-x-4">
            <span className="break-all font-medium">{disk.name}</span>
            <span className="tabular-nums">
              {disk.sizeBytes === null ? 'Size unknown' : byteWords(disk.sizeBytes)}
            </span>
          </span>
          <span className="block text-[13px] text-ink-2">{diskFacts(option)}</span>
        </span>
      </label>
      {assessment.reasons.map((reason) => (
        <p key={reason} className="mt-1 ml-7 text-[13px] text-bad">
          <span className="font-medium">Cannot be acquired.</span> {reason}
        </p>
      ))}
      {running !== null && (
        <p className="mt-1 ml-7 text-[13px] text-attention">
          <span className="font-medium">Being acquired already</span> as{' '}
          <Link className="underline" href={`/acquisitions/${running.acquisitionId}`}>
            {running.exhibitNumber}
          </Link>
          .
        </p>
      )}
      {assessment.warnings.map((warning) => (
        <p key={warning} className="mt-1 ml-7 text-[13px] text-attention">
          <span className="font-medium">Note.</span> {warning}
        </p>
      ))}
    </li>
  );
}

function diskFacts({ disk }: DiskOption): string {
  const place = disk.role === 'os' ? 'OS disk' : `Data disk, LUN ${disk.lun ?? 'not supplied'}`;
  const encryption = disk.azureDiskEncryption
    ? 'Azure Disk Encryption'
    : (disk.encryption ?? 'encryption not supplied');
  return [place, disk.sku ?? 'SKU not supplied', encryption].join(' · ');
}
