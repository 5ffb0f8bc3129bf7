import { Notice } from '@/components/ui/notice.tsx';
import type { VerificationFinding, VerificationReport } from '@/lib/custody/verification.ts';
import { type Attack, attackWords } from '@/lib/ledger/finding.ts';

/** Every check that failed: what somebody must have done, where, and the proof of it. */
export function VerificationFindings({ id, report }: { id: string; report: VerificationReport }) {
  if (report.findings.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="font-semibold">Findings</h2>
      <ol className="mt-2 border-t border-hairline">
        {report.findings.map((finding, index) => (
          <li
            key={`${finding.attack} ${finding.where} ${finding.words}`}
            className="border-b border-hairline py-3"
          >
            <Finding id={id} finding={finding} number={index + 1} />
          </li>
        ))}
      </ol>
      <Notice tone="attention" title="What to do">
        Hand out no evidence and rely on no timeline until this is explained. Keep the report and the proofs,
        and the database as it is. Tell a controller.
      </Notice>
    </section>
  );
}

function Finding({ id, finding, number }: { id: string; finding: VerificationFinding; number: number }) {
  const { attack, where, words, proof } = finding;
  return (
    <>
      <h3 className="font-medium text-bad">
        <span aria-hidden="true">× </span>
        {isAttack(attack) ? attackWords[attack] : attack}
      </h3>
      <p className="mt-0.5 break-words">
        <span className="font-medium">{where}.</span> {words}
      </p>
      <p className="mt-1 text-[13px]">
        <a className="underline" href={`/api/ledger/verifications/${id}/report?finding=${number}`} download>
          Download the proof
        </a>
      </p>
      {proof.length > 0 && (
        <details className="mt-1 text-[13px]">
          <summary className="cursor-pointer text-ink-2">Show the proof</summary>
          {proof.map((one) => (
            <pre
              key={one}
              className="mt-2 rounded-lg border border-hairline bg-panel p-3 font-mono text-[12px] whitespace-pre-wrap break-all"
            >
              {one}
            </pre>
          ))}
        </details>
      )}
    </>
  );
}

function isAttack(name: string): name is Attack {
  return Object.hasOwn(attackWords, name);
}
