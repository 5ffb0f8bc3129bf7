import { PreviewLink } from '@/components/ui/preview-link.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { PostureGroup, PostureRow } from '@/lib/queries/get-posture.ts';
import { placeName } from './place-name.ts';

/** One group of controls: what is demanded, what Azure says, when it said so and since when. */
export function ControlsTable({
  group,
  openKey,
  now,
}: {
  group: PostureGroup;
  openKey: string | null;
  now: string;
}) {
  return (
    <section className="mt-8">
      <h2 className="mb-2 font-semibold">{group.title}</h2>
      <Table caption={group.title} columns={['Control', 'State', 'What Azure says', 'Read', 'For']}>
        {group.rows.map((row) => (
          <tr key={row.key}>
            <td className="min-w-[230px] max-w-[320px]">
              <span className="font-medium">{row.demand}</span>
              <span className="block text-[12px] break-words text-ink-2">{placeName(row.place)}</span>
              <PreviewLink
                href={`/posture?control=${encodeURIComponent(row.key)}`}
                name={`${row.demand} ${placeName(row.place)}`}
                open={row.key === openKey}
              />
            </td>
            <td>
              <StatusPill status={row.verdict} />
            </td>
            <td className="min-w-[220px] max-w-[360px]">
              <Said row={row} now={now} />
            </td>
            <td className="whitespace-nowrap">
              {row.readAt === null ? 'Never' : `${timeBetween(row.readAt, now)} ago`}
            </td>
            <td className="whitespace-nowrap">{timeBetween(row.since, now)}</td>
          </tr>
        ))}
      </Table>
      {group.more > 0 && (
        <p className="mt-2 text-[13px] text-ink-2">{group.more} more, none worse than the last one shown.</p>
      )}
    </section>
  );
}

function Said({ row, now }: { row: PostureRow; now: string }) {
  const { verdict, raw, why, mend, known, exceptions } = row;
  const [agreed] = exceptions;
  return (
    <>
      {verdict !== 'unknown' && (
        <span className="line-clamp-2 text-[13px] [overflow-wrap:anywhere]">{raw}</span>
      )}
      {why !== '' && <span className="mt-1 line-clamp-4 text-[13px] [overflow-wrap:anywhere]">{why}</span>}
      {known !== null && (
        <span className="mt-1 line-clamp-3 text-[13px] [overflow-wrap:anywhere] text-ink-2">
          Last known {timeBetween(known.at, now)} ago: {known.verdict}, {known.raw}
        </span>
      )}
      {verdict === 'excepted' && agreed !== undefined && (
        <span className="mt-1 block text-[13px] text-ink-2">
          Agreed by {agreed.agreedBy.join(' and ')} until <Time at={agreed.until} inline />
        </span>
      )}
      {verdict === 'fail' && <span className="mt-1 block text-[13px] text-ink-2">To mend it: {mend}</span>}
    </>
  );
}
