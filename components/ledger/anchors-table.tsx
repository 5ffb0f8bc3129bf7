import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { AnchorView } from '@/lib/queries/get-ledger-anchors.ts';
import { anchorTitle, anchorVerb } from './anchor-words.ts';

/** Who vouches for the ledger outside, how far, and who does not answer. */
export function AnchorsTable({ anchors, readAt }: { anchors: readonly AnchorView[]; readAt: string }) {
  return (
    <Table
      caption="Anchors"
      columns={['Anchor', 'State', 'Vouches for', 'When, by its own clock', 'Kept here', 'Age']}
    >
      {anchors.map((anchor) => (
        <tr key={`${anchor.kind} ${anchor.name}`}>
          <td className="min-w-[180px]">
            <span className="font-medium">{anchorTitle(anchor)}</span>
            <span className="block text-[12px] break-all text-ink-2">{anchor.place}</span>
          </td>
          <td className="min-w-[190px]">
            <AnchorState anchor={anchor} readAt={readAt} />
          </td>
          <td className="whitespace-nowrap">
            {anchor.size === null
              ? 'Nothing yet'
              : `${anchor.size} ${anchor.size === '1' ? 'entry' : 'entries'}`}
          </td>
          <td>{anchor.statedAt === null ? '–' : <Time at={anchor.statedAt} />}</td>
          <td>{anchor.keptAt === null ? '–' : <Time at={anchor.keptAt} />}</td>
          <td className="whitespace-nowrap">
            {anchor.keptAt === null ? '–' : timeBetween(anchor.keptAt, readAt)}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function AnchorState({ anchor, readAt }: { anchor: AnchorView; readAt: string }) {
  const { alarm, failingSince, problem, kind } = anchor;
  if (failingSince === null) return <StatusPill status="done" note={anchorVerb(kind)} />;
  return (
    <>
      <StatusPill
        status={alarm ? 'failed' : 'retrying'}
        note={`${alarm ? 'Contradicts' : 'Failing'} for ${timeBetween(failingSince, readAt)}`}
      />
      <span className="mt-1 block text-[13px] break-words text-ink-2">{problem}</span>
    </>
  );
}
