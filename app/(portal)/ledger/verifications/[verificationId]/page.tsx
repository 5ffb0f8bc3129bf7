import { VerificationCovered, VerificationFacts } from '@/components/ledger/verification-covered.tsx';
import { VerificationFindings } from '@/components/ledger/verification-findings.tsx';
import { VerificationProgress } from '@/components/ledger/verification-progress.tsx';
import { VerificationStatus } from '@/components/ledger/verification-status.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { minuteWords } from '@/lib/custody/minute-words.ts';
import { verifiedSentence } from '@/lib/custody/verification.ts';
import { getVerification, type VerificationView } from '@/lib/queries/get-verification.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly params: Promise<{ readonly verificationId: string }>;
}

export const metadata = { title: 'Verification' };

export default async function VerificationPage({ params }: Props) {
  const [viewer, { verificationId }] = await Promise.all([requireViewer(), params]);
  const run = await shown(getVerification(viewer, verificationId));
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Ledger', href: '/ledger' },
          { label: 'Verifications', href: '/ledger/verifications' },
          { label: minuteWords(run.requestedAt) },
        ]}
        title="Verification of the ledger"
        status={<VerificationStatus of={run} />}
      />
      {run.attempt > 1 && run.state !== 'done' && (
        <Notice tone="attention" title={`Attempt ${run.attempt}: it was begun again from the start.`}>
          The worker that was at it fell silent or was stopped. Nothing of the ledger was changed by that.
        </Notice>
      )}
      <Outcome run={run} />
      <div className="mt-6 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_440px]">
        <div className="min-w-0">
          {run.state !== 'done' && <VerificationProgress of={run} />}
          {run.report !== null && (
            <section>
              <h2 className="font-semibold">What it covered</h2>
              <VerificationCovered report={run.report} />
            </section>
          )}
          {run.report !== null && <VerificationFindings id={run.id} report={run.report} />}
        </div>
        <aside className="min-w-0">
          <h2 className="font-semibold">The run</h2>
          <VerificationFacts of={run} />
          {run.report !== null && (
            <p className="mt-4 text-[13px]">
              <a className="underline" href={`/api/ledger/verifications/${run.id}/report`} download>
                Download the report
              </a>{' '}
              <span className="text-ink-2">
                with every finding and its proof; its SHA-256 is in the record.
              </span>
            </p>
          )}
          {run.state !== 'done' && (
            <p className="mt-4 text-[13px] text-ink-2">
              If you leave this page the work goes on; you are told when it ends.
            </p>
          )}
        </aside>
      </div>
    </>
  );
}

function Outcome({ run: { outcome, result } }: { run: VerificationView }) {
  if (outcome === null) return null;
  if (outcome === 'altered' || result === null)
    return (
      <Notice tone="bad" title="What is kept of this verification is not what was recorded.">
        Its row or its record was changed behind the portal. It proves nothing any more; have the ledger
        verified again.
      </Notice>
    );
  const words = verifiedSentence(result.verified);
  switch (outcome) {
    case 'held':
      return <Notice tone="good" title={words} />;
    case 'findings':
      return <Notice tone="bad" title={words} />;
    case 'not-checked':
      return <Notice tone="unknown" title={words} />;
  }
}
