import { Notice } from '@/components/ui/notice.tsx';
import type { AlteredClaim } from '@/lib/custody/evidence-claims.ts';

const most = 8;

/** What this page shows of the item, but the register did not record so; nothing while every claim stands. */
export function AlteredNotice({ altered }: { altered: readonly AlteredClaim[] }) {
  if (altered.length === 0) return null;
  return (
    <Notice tone="bad" title="Altered: what is shown of this item is not what was recorded.">
      <ul className="mt-1 grid gap-2">
        {altered.slice(0, most).map((claim) => (
          <li key={claim.field} className="text-[13px]">
            <span className="block font-medium">{claim.field}</span>
            <Value label="Shown" value={claim.shown} />
            {claim.recorded !== null && <Value label="Recorded" value={claim.recorded} />}
          </li>
        ))}
      </ul>
      {altered.length > most && <p className="mt-1 text-[13px]">And {altered.length - most} more.</p>}
      <p className="mt-2">
        The database was changed past Holdfast. Rely on the recorded values and on the evidence in the locker,
        tell a controller, and keep a copy of the database as it is.
      </p>
    </Notice>
  );
}

function Value({ label, value }: { label: string; value: string }) {
  return (
    <span className="block">
      <span className="text-ink-2">{label} </span>
      <code className="font-mono text-[12px] break-all">
        {value.length > 200 ? `${value.slice(0, 200)}…` : value}
      </code>
    </span>
  );
}
