import { Digest } from '@/components/ui/digest.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { ReadDigests } from '@/lib/custody/read-digests.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';
import { CompareBox } from './compare-box.tsx';

/** Both reads side by side, in full, with how much of each was read and how much was known to be zero. */
export function IntegrityPanel({ item }: { item: EvidenceView }) {
  const { sourceDigests, storedDigests } = item;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Verdict item={item} />
      <div className="overflow-x-auto">
        <table className="w-full min-w-[640px] text-[13px]">
          <caption className="sr-only">Digests of the two independent reads</caption>
          <thead>
            <tr className="border-b border-hairline text-left text-ink-2">
              <th scope="col" className="w-[180px] py-2 font-normal">
                What
              </th>
              <th scope="col" className="py-2 pr-6 font-normal">
                Source stream
              </th>
              <th scope="col" className="py-2 font-normal">
                Stored copy, read back
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ label, show }) => (
              <tr key={label} className="border-b border-hairline align-top">
                <th scope="row" className="py-2.5 pr-4 text-left font-normal text-ink-2">
                  {label}
                </th>
                <td className="py-2.5 pr-6">
                  {sourceDigests === null ? 'Not read yet' : show(sourceDigests)}
                </td>
                <td className="py-2.5">{storedDigests === null ? 'Not read yet' : show(storedDigests)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {storedDigests !== null && (
        <CompareBox
          known={[
            { name: 'SHA-256 of the stored copy', value: storedDigests.sha256 },
            { name: 'SHA-256 of the disk without the VHD footer', value: storedDigests.payloadSha256 },
            { name: 'the block manifest root', value: storedDigests.manifestRoot },
          ]}
        />
      )}
    </div>
  );
}

const lines: readonly { readonly label: string; readonly show: (digests: ReadDigests) => React.ReactNode }[] =
  [
    { label: 'SHA-256 of the file', show: (digests) => <Digest value={digests.sha256} /> },
    { label: 'SHA-256 without VHD footer', show: (digests) => <Digest value={digests.payloadSha256} /> },
    { label: 'Block manifest root', show: (digests) => <Digest value={digests.manifestRoot} /> },
    {
      label: 'Blocks',
      show: (digests) => `${digests.blockCount} of ${byteWords(String(digests.blockSize))}`,
    },
    { label: 'Size', show: (digests) => `${byteWords(digests.sizeBytes)} (${digests.sizeBytes} bytes)` },
    { label: 'Bytes read', show: (digests) => `${digests.bytesRead} (${byteWords(digests.bytesRead)})` },
    {
      label: 'Bytes known to be zero',
      show: (digests) => `${digests.bytesKnownZero} (${byteWords(digests.bytesKnownZero)})`,
    },
    { label: 'How', show: (digests) => (digests.readMode === 'full' ? 'Full read' : 'By page list') },
  ];

function Verdict({ item }: { item: EvidenceView }) {
  const { integrity, sourceDigests: source, storedDigests: stored } = item;
  if (integrity === 'altered')
    return (
      <Notice tone="bad" title="These values prove nothing: the rows behind them were altered.">
        The field that differs is named at the top of this page, with the value that was recorded.
      </Notice>
    );
  if (source === null || stored === null)
    return <Notice tone="unknown" title="Unknown: two independent reads are not there yet." />;
  if (source.sha256 === stored.sha256 && (integrity === 'missing' || integrity === 'replaced'))
    return (
      <Notice tone="attention" title="Both reads gave the same SHA-256, and the copy is not there any more.">
        These are the values of the copy that was sealed; what the store has now is told at the top of this
        page.
      </Notice>
    );
  if (source.sha256 === stored.sha256)
    return (
      <Notice tone="good" title="Both reads gave the same SHA-256. 2 of 2 values match.">
        Every value below is the one that the register recorded.
      </Notice>
    );
  return (
    <Notice tone="bad" title="The digests differ. This copy does not equal its source.">
      Both full values are below.
    </Notice>
  );
}
