import Link from 'next/link';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { DiskOption } from '@/lib/queries/get-acquire-options.ts';

interface Choice {
  readonly checked: boolean;
  readonly onToggle: (checked: boolean) => void;
  readonly onlyHref: string; // this form with no other disk chosen, for a browser without scripts
}

/** One disk to tick, or the reason why it cannot be ticked. Refused disks stay visible; `chosen` null: no form here. */
export function DiskChoice({ option, chosen }: { option: DiskOption; chosen: Choice | null }) {
  const { disk, assessment, running } = option;
  const possible = assessment.feasible && running === null && disk.resourceId !== null;
  return (
    <li className="border-b border-hairline py-3">
      {chosen === null ? (
        <div className="flex items-start gap-3 text-ink-2">
          <span aria-hidden="true" className="w-4 text-center text-bad">
            ×
          </span>
          <DiskName option={option} />
        </div>
      ) : (
        <label className={`flex items-start gap-3 ${possible ? 'cursor-pointer' : 'text-ink-2'}`}>
          <input
            type="checkbox"
            name="diskResourceIds"
            value={disk.resourceId ?? ''}
            checked={chosen.checked}
            disabled={!possible}
            onChange={(event) => chosen.onToggle(event.target.checked)}
            className="mt-1 size-4 accent-accent"
          />
          <DiskName option={option} />
        </label>
      )}
      {possible && chosen !== null && (
        <noscript>
          <a className="ml-7 text-[13px] underline" href={chosen.onlyHref}>
            Choose only this disk
          </a>
        </noscript>
      )}
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

function DiskName({ option }: { option: DiskOption }) {
  const { name, sizeBytes } = option.disk;
  return (
    <span className="min-w-0 flex-1">
      <span className="flex flex-wrap justify-between gap-x-4">
        <span className="break-all font-medium">{name}</span>
        <span className="tabular-nums">{sizeBytes === null ? 'Size unknown' : byteWords(sizeBytes)}</span>
      </span>
      <span className="block text-[13px] text-ink-2">{diskFacts(option)}</span>
    </span>
  );
}

function diskFacts({ disk }: DiskOption): string {
  const place = disk.role === 'os' ? 'OS disk' : `Data disk, LUN ${disk.lun ?? 'not supplied'}`;
  const encryption = disk.azureDiskEncryption ? 'Azure Disk Encryption' : encryptionWords(disk.encryption);
  return [place, disk.sku ?? 'SKU not supplied', encryption].join(' · ');
}

// Azure's three words for managed disks; anything else is shown as Azure says it.
function encryptionWords(type: string | null): string {
  switch (type) {
    case null:
      return 'encryption not supplied';
    case 'EncryptionAtRestWithPlatformKey':
      return "encrypted at rest, Azure's key";
    case 'EncryptionAtRestWithCustomerKey':
      return "encrypted at rest, the owner's key";
    case 'EncryptionAtRestWithPlatformAndCustomerKeys':
      return "encrypted at rest, Azure's and the owner's keys";
    default:
      return type;
  }
}
