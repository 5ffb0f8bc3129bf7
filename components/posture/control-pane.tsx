import Link from 'next/link';
import type { Propose } from '@/components/controls/propose-form.tsx';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { SidePane } from '@/components/ui/side-pane.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import { postureVerdictWord } from '@/lib/custody/posture-words.ts';
import type { PostureChangeView, PostureDetail, PostureHolder } from '@/lib/queries/get-posture.ts';
import { ProposeException } from './propose-exception.tsx';

/** One control whole: its value, who holds the right and by which way, how to mend it, and what it said before. */
export function ControlPane({
  control,
  now,
  propose,
}: {
  control: PostureDetail;
  now: string;
  propose: Propose;
}) {
  const { verdict, known, holders, changes } = control;
  return (
    <SidePane
      title={control.demand}
      status={<StatusPill status={verdict} />}
      subtitle={control.place}
      open={{ href: `/posture?control=${encodeURIComponent(control.key)}`, words: 'Link to this control' }}
      closeHref="/posture"
    >
      <DefinitionList
        rows={[
          ['What Azure says', control.raw],
          ...(control.why === '' ? [] : [['Why', control.why] as const]),
          ...(known === null
            ? []
            : [
                ['Last known', `${known.verdict}, ${known.raw} (${timeBetween(known.at, now)} ago)`] as const,
              ]),
          ['Read', control.readAt === null ? 'Never' : <Time key="read" at={control.readAt} />],
          ['Since', <Time key="since" at={control.since} />],
          ['How to mend it', control.mend],
        ]}
      />
      <Exceptions control={control} />
      {control.mayExcept && (
        <details>
          <summary className="cursor-pointer font-medium">Except it for a while…</summary>
          <div className="mt-3">
            <ProposeException control={control.key} propose={propose} />
          </div>
        </details>
      )}
      {holders.length > 0 && <Holders holders={holders} />}
      <Changes changes={changes} />
    </SidePane>
  );
}

/** Until when it may fail, who agreed, and what waits for others. */
function Exceptions({ control: { exceptions, waiting, verdict } }: { control: PostureDetail }) {
  if (exceptions.length + waiting.length === 0) return null;
  return (
    <section aria-labelledby="exceptions">
      <h3 id="exceptions" className="font-semibold">
        Exceptions
      </h3>
      <ul className="mt-2 grid gap-3 text-[13px]">
        {exceptions.map((one) => (
          <li key={one.proposalId}>
            <Link className="font-medium" href={`/controls/${one.proposalId}`}>
              {one.number}
            </Link>
            , until <Time at={one.until} inline />
            <span className="block">
              Asked by {one.askedBy}, agreed by {one.agreedBy.join(' and ')}: <PlainText text={one.reason} />
            </span>
            {verdict === 'fail' && (
              <span className="block text-ink-2">
                It counts from the next look, and only for the very value that was agreed.
              </span>
            )}
          </li>
        ))}
        {waiting.map(({ id, number }) => (
          <li key={id}>
            <Link className="font-medium" href={`/controls/${id}`}>
              {number}
            </Link>{' '}
            waits for others.
          </li>
        ))}
      </ul>
    </section>
  );
}

function Holders({ holders }: { holders: readonly PostureHolder[] }) {
  return (
    <section aria-labelledby="holders">
      <h3 id="holders" className="font-semibold">
        Who holds it
      </h3>
      <ul className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-3">
        {holders.map((holder) => (
          <li key={`${holder.kind} ${holder.name}`}>
            <span className="font-medium">{holder.name}</span>{' '}
            <span className="text-[12px] text-ink-2">{holder.kind.replaceAll('-', ' ')}</span>
            {holder.paths.map((path) => (
              <span key={path} className="block text-[13px] [overflow-wrap:anywhere] text-ink-2">
                {path}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Changes({ changes }: { changes: readonly PostureChangeView[] }) {
  return (
    <section aria-labelledby="changes">
      <h3 id="changes" className="font-semibold">
        What it said before
      </h3>
      <ol className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-3">
        {changes.map((change) => (
          <li key={change.id} className="border-l border-hairline pl-3">
            <Time at={change.at} />
            <span className="block font-medium">
              {change.before === null
                ? `First seen: ${postureVerdictWord(change.after)}`
                : `${postureVerdictWord(change.before)} → ${postureVerdictWord(change.after)}`}
            </span>
            <span className="block text-[13px] [overflow-wrap:anywhere]">{change.raw}</span>
            {change.why !== '' && (
              <span className="block text-[13px] [overflow-wrap:anywhere] text-ink-2">{change.why}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
