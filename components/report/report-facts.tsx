import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ReportView } from '@/lib/queries/get-report.ts';

/** What was asked for, from what it was drawn, and who signed it with which stamp. */
export function ReportFacts({ of: { report, requested, signed } }: { of: ReportView }) {
  return (
    <div className="grid gap-x-11 gap-y-8 lg:grid-cols-2">
      <section>
        <h2 className="font-semibold">Requested</h2>
        <DefinitionList
          wide
          rows={[
            ['Requested', <Time key="at" at={report.requestedAt} />],
            ['By', report.requestedBy],
            ...(requested === null ? [] : wordsOf(requested)),
          ]}
        />
        {requested === null && (
          <p className="mt-2 text-[13px] text-ink-2">
            The words of the request were withheld from you or erased, by decision.
          </p>
        )}
      </section>
      <section>
        <h2 className="font-semibold">Signed</h2>
        {signed === null ? (
          <p className="mt-2 text-[13px] text-ink-2">
            Not yet. It is drawn as soon as a signed checkpoint covers its own generation.
          </p>
        ) : (
          <DefinitionList
            wide
            rows={[
              ['SHA-256 of the file', <Digest key="file" value={signed.sha256} />],
              ['SHA-256 as drawn, before the signature', <Digest key="drawn" value={signed.drawnSha256} />],
              ['Events', String(signed.events)],
              ['Ledger', `${signed.ledger.origin}, ${signed.ledger.size} entries`],
              [
                'Root',
                <code key="root" className="font-mono text-[12px] break-all">
                  {signed.ledger.root}
                </code>,
              ],
              ['Signed as', signed.signer.subject],
              ['Certificate, SHA-256', <Digest key="cert" value={signed.signer.certificateSha256} />],
              [
                'Time stamp',
                signed.stamp === null ? (
                  `None. ${signed.stampProblem ?? ''}`
                ) : (
                  <>
                    {signed.stamp.authority}, <Time at={signed.stamp.genTime} inline />
                  </>
                ),
              ],
            ]}
          />
        )}
      </section>
    </div>
  );
}

function wordsOf(
  requested: NonNullable<ReportView['requested']>,
): readonly (readonly [string, string | null])[] {
  return [
    ['Scope and purpose', requested.reason],
    ['Requesting party', requested.requestingParty],
    ['Cross-references', requested.crossReferences],
    ['Needed until', requested.neededUntil],
    ['Time zone beside UTC', requested.timeZone],
    ['Takes the place of', requested.supersedes ?? 'None: it is the first'],
  ];
}
