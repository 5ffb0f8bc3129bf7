import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { VerificationReport } from '@/lib/custody/verification.ts';
import type { VerificationView } from '@/lib/queries/get-verification.ts';
import type { VerificationResult } from '@/lib/queries/verification-result.ts';

/** Who asked, who did it, and where the result stands in the ledger. */
export function VerificationFacts({ of }: { of: VerificationView }) {
  const { result, worker, attempt } = of;
  return (
    <DefinitionList
      wide
      rows={[
        ['Asked for by', `${of.requesterName} (${of.requesterAccount})`],
        ['Asked for', <Time key="asked" at={of.requestedAt} />],
        ['Begun', of.startedAt === null ? 'Not yet' : <Time key="begun" at={of.startedAt} />],
        ['Ended', of.finishedAt === null ? 'Not yet' : <Time key="ended" at={of.finishedAt} />],
        ['Worker', worker === null ? 'None yet' : `${worker}, attempt ${attempt}`],
        ...(of.state === 'done' ? [['Recorded', <Entry key="entry" result={result} />] as const] : []),
      ]}
    />
  );
}

function Entry({ result }: { result: VerificationResult | null }) {
  if (result === null) return 'The register has no sound record of its end';
  if (result.ledgerIndex === null) return 'Waiting for the ledger';
  return (
    <>
      <Link className="font-mono underline" href={`/ledger/${result.ledgerIndex}`}>
        #{result.ledgerIndex}
      </Link>
      {result.proven === null && ', not signed yet'}
      {result.proven === false && ', whose path does not lead to the signed root'}
    </>
  );
}

/** What the verification looked at, and what it does not cover. */
export function VerificationCovered({ report }: { report: VerificationReport }) {
  const { entries, unanchoredSince } = report;
  const tail = BigInt(entries) - BigInt(report.anchoredUpTo);
  return (
    <>
      <DefinitionList
        wide
        rows={[
          ['Ledger', report.origin],
          ['Entries', entries],
          [
            'Root',
            <span key="root" className="font-mono text-[12px] break-all">
              {report.root}
            </span>,
          ],
          ['Keys that must have signed', String(report.logKeys)],
          ['Anchored', `up to ${report.anchoredUpTo}, at ${report.store}`],
          [
            'Witnessed',
            report.witnesses.length === 0
              ? 'by nobody: the trust policy names no witness'
              : `up to ${report.witnessedUpTo}, by ${report.witnesses.join(', ')}`,
          ],
          ['Time stamps', report.timestampAuthorities.join(', ') || 'None'],
          [
            'First entry unlike the anchors',
            report.firstDifference === null ? 'None' : `entry ${report.firstDifference}`,
          ],
        ]}
      />
      <ul className="mt-4 grid max-w-[90ch] list-disc gap-1 pl-5 text-[13px] text-ink-2">
        {tail > 0n && (
          <li>
            Not covered: the newest {tail === 1n ? 'entry, which was' : `${tail} entries, which were`} not
            anchored yet
            {unanchoredSince !== null && (
              <>
                , the first recorded <Time at={unanchoredSince} inline />
              </>
            )}
            . A change there, made before it was anchored, would not be seen.
          </li>
        )}
        {report.remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
        <li>What never came to the register leaves no trace here.</li>
      </ul>
    </>
  );
}
