import { Notice } from '@/components/ui/notice.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { Refusal } from '@/lib/web/action-result.ts';
import type { Registered } from './send-bytes.ts';

/** What will happen, said before the click; afterwards what was refused, and what stands nevertheless. */
export function ImportOutcome({
  plan,
  refused,
  item,
}: {
  plan: string | null;
  refused: Refusal | null;
  item: Registered | null;
}) {
  return (
    <>
      <section aria-labelledby="import-plan">
        <h2 id="import-plan" className="font-semibold">
          What will happen
        </h2>
        <p className="mt-1 max-w-[64ch] [overflow-wrap:anywhere]">
          {plan === null ? 'Choose a file first.' : inPlainSight(plan)}
        </p>
      </section>
      {refused !== null && (
        <Notice tone="bad" title={refused.message}>
          {item === null
            ? null
            : `${item.exhibitNumber} is registered and waits for its bytes: send them again within the hour.`}
        </Notice>
      )}
    </>
  );
}
