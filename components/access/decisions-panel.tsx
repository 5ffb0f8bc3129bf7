import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { modeWords } from '@/lib/custody/access-policy.ts';
import type { AccessRequestView } from '@/lib/queries/get-request.ts';

/** Who decided and what was said, as far as this reader may know it yet; and what the requester was given before. */
export function DecisionsPanel({ request }: { request: AccessRequestView }) {
  const { decisions, remarks, hiddenRemarks } = request;
  return (
    <div className="grid gap-6">
      <section>
        <h2 className="font-semibold">Decisions</h2>
        {decisions === null ? (
          <p className="mt-1 text-[13px] text-ink-2">{hiddenWords(request)}</p>
        ) : (
          <ul className="mt-1">
            {decisions.length === 0 && <li className="text-[13px] text-ink-2">Nobody has decided.</li>}
            {decisions.map((one) => (
              <li key={one.name + one.at} className="border-b border-hairline py-2 text-[13px]">
                <span className="font-medium">{one.name}</span>{' '}
                {one.decision === 'approve' ? 'approved' : 'refused'} · <Time at={one.at} inline />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2 className="font-semibold">Remarks</h2>
        {remarks.length === 0 && hiddenRemarks === 0 && (
          <p className="mt-1 text-[13px] text-ink-2">None recorded.</p>
        )}
        <ul className="mt-1">
          {remarks.map((one) => (
            <li key={one.id} className="border-b border-hairline py-2 text-[13px]">
              <p className="whitespace-pre-wrap break-words">
                <PlainText text={one.text} lines />
              </p>
              <p className="mt-0.5 text-[12px] text-ink-2">
                {one.name} · <Time at={one.at} inline />
              </p>
            </li>
          ))}
        </ul>
        {hiddenRemarks > 0 && (
          <p className="mt-1 text-[13px] text-ink-2">
            {hiddenRemarks === 1 ? '1 remark of somebody else is' : `${hiddenRemarks} remarks of others are`}{' '}
            shown once you have decided, or when the request is over.
          </p>
        )}
      </section>
      <section>
        <h2 className="font-semibold">Given to {request.requester.name} before</h2>
        {request.earlier.length === 0 && <p className="mt-1 text-[13px] text-ink-2">Nothing.</p>}
        <ul className="mt-1">
          {request.earlier.map((one) => (
            <li
              key={one.requestId}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-hairline py-2 text-[13px]"
            >
              <Link className="font-medium" href={`/requests/${one.requestId}`}>
                {one.number}
              </Link>
              {modeWords(one.mode)}
              <StatusPill status={one.state === 'active' ? 'granted' : one.state} />
              <span>
                until <Time at={one.endsAt} inline />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function hiddenWords({ approvals, needed }: AccessRequestView): string {
  return `${approvals} of ${needed} approvals. Who approved, and why, is shown once you have decided, or when the request is over.`;
}
