import { Notice } from '@/components/ui/notice.tsx';
import { verdictWords } from '@/lib/custody/foreign-bundle.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ForeignBundleView } from '@/lib/queries/get-foreign-bundle.ts';

/** The verdict on a bundle of another Holdfast, over everything else that its page says. */
export function ForeignBundleNotice({ bundle: { verdict } }: { bundle: ForeignBundleView }) {
  if (verdict === 'awaited')
    return <Notice tone="unknown" title="Unknown: this bundle is verified once it is sealed." />;
  if (verdict === 'withheld')
    return <Notice tone="unknown" title="Unknown: the verdict on this bundle is withheld by a decision." />;
  const tone = verdict.outcome === 'holds' ? 'good' : 'bad';
  const [first] = verdict.findings;
  return (
    <Notice tone={tone} title={inPlainSight(verdictWords(verdict))}>
      {first === undefined ? null : inPlainSight(`${first.where}: ${first.words}`)}
    </Notice>
  );
}
