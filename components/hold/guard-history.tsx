import { Time } from '@/components/ui/time.tsx';
import type { GuardHistoryLine } from '@/lib/custody/hold-event.ts';
import { historyLineWords } from '@/lib/custody/hold-event-words.ts';
import type { TimelineEvent } from '@/lib/queries/timeline-event.ts';

/** Azure's own history of the guard beside what Holdfast recorded. */
export function GuardHistory({
  azure,
  holdfast,
}: {
  azure: readonly GuardHistoryLine[];
  holdfast: readonly TimelineEvent[];
}) {
  return (
    <div className="grid gap-x-11 gap-y-7 lg:grid-cols-2">
      <section className="min-w-0">
        <h2 className="font-semibold">In Azure</h2>
        <p className="mt-1 text-[13px] text-ink-2">
          Azure keeps the last ten changes of holds that stand and seven of the policy; a hold that was
          cleared leaves its list.
        </p>
        {azure.length === 0 ? (
          <p className="mt-2 text-ink-2">Nothing was read.</p>
        ) : (
          <ol className="mt-2">
            {azure.map((line) => (
              <li
                key={`${line.what} ${line.tag} ${line.at}`}
                className="border-b border-hairline py-2.5 text-[13px]"
              >
                <Time at={line.at} /> <span className="block">{historyLineWords(line)}</span>
              </li>
            ))}
          </ol>
        )}
      </section>
      <section className="min-w-0">
        <h2 className="font-semibold">In Holdfast’s record</h2>
        {holdfast.length === 0 ? (
          <p className="mt-2 text-ink-2">Nothing is recorded yet.</p>
        ) : (
          <ol className="mt-2">
            {holdfast.map((event) => (
              <li key={event.id} className="border-b border-hairline py-2.5 text-[13px]">
                <Time at={event.occurredAt} /> <span className="text-ink-2">{event.who}</span>
                <span className={`block font-medium ${event.words.tone === 'bad' ? 'text-bad' : ''}`}>
                  {event.words.title}
                  {event.trouble !== null && ' (changed since it was recorded)'}
                </span>
                <span className="block break-words">{event.words.sentence}</span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}
