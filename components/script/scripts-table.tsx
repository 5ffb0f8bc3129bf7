import Link from 'next/link';
import { Digest } from '@/components/ui/digest.tsx';
import { Table } from '@/components/ui/table.tsx';
import { scriptKindWords, systemWords } from '@/lib/custody/script/script-version.ts';
import type { ScriptRow } from '@/lib/queries/list-scripts.ts';
import { LibraryStatus, ScriptStatus, SignatureMark } from './script-status.tsx';

/** Every script with the version that may run of it. */
export function ScriptsTable({ rows }: { rows: readonly ScriptRow[] }) {
  return (
    <div className="mt-6">
      <Table
        caption="Scripts"
        columns={['Script', 'State', 'Defender’s library', 'Signature', 'SHA-256', 'Used']}
      >
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="min-w-[260px]">
              <Link className="font-medium break-all" href={`/scripts/${row.id}`}>
                {row.fileName}
              </Link>
              <span className="block text-[13px]">{row.description}</span>
              <span className="block text-[13px] text-ink-2">
                {scriptKindWords(row.kind)} · {systemWords(row.systems)}
              </span>
            </td>
            <td className="min-w-[150px]">
              <ScriptStatus state={row.state} />
              <span className="mt-1 block text-[13px] text-ink-2">
                {row.origin === 'release'
                  ? `Version ${row.n}, ${row.label} of the product`
                  : `Version ${row.n}`}
              </span>
              {row.draft !== null && (
                <span className="block text-[13px] text-ink-2">Version {row.draft} is a draft</span>
              )}
            </td>
            <td>
              {row.standing === null ? (
                <span className="text-ink-2">Unknown</span>
              ) : (
                <LibraryStatus standing={row.standing} />
              )}
            </td>
            <td className="min-w-[150px] text-[13px]">
              <SignatureMark signature={row.signature} />
            </td>
            <td className="min-w-[200px]">
              <Digest value={row.sha256} />
            </td>
            <td className="tabular-nums">{row.uses}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
