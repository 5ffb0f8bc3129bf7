import type { Gap } from '@/lib/custody/gap-facts.ts';

const most = 100;

/** What is missing of the record, as far as rules look for it. Empty is said in words, and claims no more than that. */
export function GapsPanel({ gaps }: { gaps: readonly Gap[] }) {
  return (
    <section aria-labelledby="gaps-title">
      <h2 id="gaps-title" className="font-semibold">
        Gaps
      </h2>
      {gaps.length === 0 ? (
        <p className="mt-1 text-[13px] text-ink-2">No rule of this version found one.</p>
      ) : (
        <ul className="mt-2 grid gap-2 text-[13px]">
          {gaps.slice(0, most).map(({ about, words }) => (
            <li key={`${about} ${words}`} className="flex gap-2 [overflow-wrap:anywhere]">
              <span aria-hidden="true" className="text-attention">
                !
              </span>
              <span>
                <strong className="font-medium">{about}</strong>: {words}
              </span>
            </li>
          ))}
        </ul>
      )}
      {gaps.length > most && (
        <p className="mt-2 text-[13px] text-ink-2">
          The first {most} of {gaps.length.toLocaleString('en-GB')}. Each item names its own on its Integrity
          tab.
        </p>
      )}
    </section>
  );
}
