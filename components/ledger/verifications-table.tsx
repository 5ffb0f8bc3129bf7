import Link from 'next/link';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { verifiedSentence } from '@/lib/custody/verification.ts';
import type { VerificationRow } from '@/lib/queries/list-verifications.ts';
import { VerificationStatus } from './verification-status.tsx';

/** Who had the ledger verified, when, what it covered and what came of it; newest first. */
export function VerificationsTable({ rows }: { rows: readonly VerificationRow[] }) {
  return (
    <Table caption="Verifications" columns={['Asked for', 'By', 'State', 'Result']}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <Link className="underline" href={`/ledger/verifications/${row.id}`}>
              <Time at={row.requestedAt} />
            </Link>
          </td>
          <td>{row.requesterName}</td>
          <td>
            <VerificationStatus of={row} />
          </td>
          <td className="min-w-[260px] text-[13px]">{resultWords(row)}</td>
        </tr>
      ))}
    </Table>
  );
}

function resultWords({ state, outcome, result }: VerificationRow): string {
  if (state !== 'done') return 'Not ended yet';
  if (outcome === 'altered' || result === null) return 'What is kept of it is not what was recorded.';
  return verifiedSentence(result.verified);
}
