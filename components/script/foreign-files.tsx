import { Digest } from '@/components/ui/digest.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ForeignFile } from '@/lib/queries/list-scripts.ts';

/** What others put into Defender's library. None of it runs from here. */
export function ForeignFiles({ files, inAll }: { files: readonly ForeignFile[]; inAll: number }) {
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="foreign" className="mt-10">
      <h2 id="foreign" className="mb-2 text-[17px] font-semibold">
        In Defender’s library, and not ours
      </h2>
      <p className="mb-2 text-ink-2">
        Somebody put these there outside the product. Nobody reviewed them here, and nothing here runs them.
      </p>
      <Table caption="Files that are not ours" columns={['File', 'SHA-256', 'Changed, as Defender says']}>
        {files.map((file) => (
          <tr key={file.fileName}>
            <td className="min-w-[180px] break-all">
              <PlainText text={file.fileName} />
            </td>
            <td className="min-w-[200px]">{file.sha256 !== null && <Digest value={file.sha256} />}</td>
            <td>
              <Time at={file.changedAt} />
              {file.changedBy !== null && (
                <span className="block text-[13px] text-ink-2">{inPlainSight(file.changedBy)}</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {inAll > files.length && (
        <p className="mt-2 text-[13px] text-ink-2">
          The first {files.length} of {inAll.toLocaleString('en-GB')} by name. Defender’s portal lists them
          all.
        </p>
      )}
    </section>
  );
}
