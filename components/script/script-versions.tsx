import Link from 'next/link';
import { Digest } from '@/components/ui/digest.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ScriptPage } from '@/lib/queries/get-script.ts';
import { ScriptStatus } from './script-status.tsx';

/** Every version there ever was, newest first. */
export function ScriptVersions({ page }: { page: ScriptPage }) {
  return (
    <section aria-labelledby="versions" className="mt-10">
      <h2 id="versions" className="mb-2 text-[17px] font-semibold">
        Versions
      </h2>
      <Table caption="Versions" columns={['Version', 'State', 'SHA-256', 'Brought by', 'Brought']}>
        {page.versions.map((one) => (
          <tr key={one.id}>
            <td>
              <Link
                className="font-medium whitespace-nowrap"
                href={`/scripts/${page.id}?version=${one.n}`}
                aria-current={one.id === page.shown.version.id ? 'true' : undefined}
              >
                Version {one.n}
              </Link>
              {one.label !== null && <span className="block text-[13px] text-ink-2">{one.label}</span>}
            </td>
            <td>
              <ScriptStatus state={one.state} />
            </td>
            <td className="min-w-[200px]">
              <Digest value={one.sha256} />
            </td>
            <td>{one.uploadedBy ?? 'the product’s release'}</td>
            <td>
              <Time at={one.uploadedAt} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
