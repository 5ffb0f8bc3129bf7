import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ForeignVerdict, VerdictStep } from '@/lib/custody/foreign-bundle.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ForeignBundleView } from '@/lib/queries/get-foreign-bundle.ts';
import { ForeignExhibits } from './foreign-exhibits.tsx';
import type { Register } from './use-bringing.ts';

/** What the verifier said of a bundle of another Holdfast, step by step, and what lies in it. */
export function ForeignBundlePanel({ bundle, take }: { bundle: ForeignBundleView; take: Register }) {
  const { verdict, at } = bundle;
  if (typeof verdict === 'string') return null;
  return (
    <div className="mt-9 grid gap-9">
      <section>
        <h2 className="font-semibold">Verdict on the bundle</h2>
        <p className="mt-1 max-w-[64ch] text-[13px] text-ink-2">
          By the trust policy that stands above, given <Time at={at ?? ''} inline />. Its events stay in the
          bundle: they belong to the ledger of the other Holdfast.
        </p>
        <ul className="mt-3 border-t border-hairline">
          {verdict.steps.map((step) => (
            <Step key={step.title} step={step} />
          ))}
        </ul>
        <Findings verdict={verdict} />
        <DefinitionList wide rows={factsOf(verdict)} />
      </section>
      <ForeignExhibits bundle={bundle} exhibits={verdict.exhibits} take={take} />
    </div>
  );
}

function Step({ step: { title, outcome, words } }: { step: VerdictStep }) {
  return (
    <li className="grid gap-1 border-b border-hairline py-2 sm:grid-cols-[160px_minmax(0,1fr)]">
      <div>
        <Outcome outcome={outcome} />
      </div>
      <div className="min-w-0">
        <p>{title}</p>
        <p className="text-[13px] text-ink-2 [overflow-wrap:anywhere]">{inPlainSight(words)}</p>
      </div>
    </li>
  );
}

function Outcome({ outcome }: Pick<VerdictStep, 'outcome'>) {
  switch (outcome) {
    case 'holds':
      return <StatusPill status="done" note="Holds" />;
    case 'fails':
      return <StatusPill status="failed" note="Fails" />;
    case 'absent':
      return <StatusPill status="unknown" note="Not in the bundle" />;
  }
}

function Findings({ verdict: { findings, findingCount } }: { verdict: ForeignVerdict }) {
  if (findings.length === 0) return null;
  const more = findingCount - findings.length;
  return (
    <>
      <h3 className="mt-5 font-semibold">Findings</h3>
      <ul className="mt-1 list-disc pl-5 [overflow-wrap:anywhere]">
        {findings.map(({ where, words }) => (
          <li key={`${where} ${words}`}>
            <PlainText text={where} />: {inPlainSight(words)}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="mt-1 text-[13px]">And {more} more.</p>}
    </>
  );
}

function Remarks({ remarks }: Pick<ForeignVerdict, 'remarks'>) {
  return (
    <ul className="grid gap-1.5">
      {remarks.map((words) => (
        <li key={words}>{inPlainSight(words)}</li>
      ))}
    </ul>
  );
}

function factsOf({ logs, events, withheld, bag, policySha256, remarks }: ForeignVerdict) {
  const named = logs.map(({ origin, size }) => `${origin}, ${size} entries`).join('; ');
  return [
    ['Log', named === '' ? null : inPlainSight(named)],
    ['Events in it', `${events}, of which ${withheld} without their words`],
    ['SHA-256 of its tag manifest', bag],
    ['SHA-256 of the trust policy', policySha256],
    ...(remarks.length === 0 ? [] : [['Not covered', <Remarks key="remarks" remarks={remarks} />] as const]),
  ] as const;
}
