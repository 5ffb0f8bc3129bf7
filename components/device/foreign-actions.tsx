import Link from 'next/link';
import { Digest } from '@/components/ui/digest.tsx';
import { NewestOf } from '@/components/ui/newest-of.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { DevicePage, ForeignActionView } from '@/lib/queries/get-device.ts';

/** What others did on the device: by Defender's list, and, for Microsoft's own portal, by Microsoft's audit alone. */
export function ForeignActions({ page }: { page: DevicePage }) {
  const { foreign, incident, deviceId } = page;
  return (
    <section className="mt-9" aria-labelledby="foreign">
      <h2 id="foreign" className="font-semibold">
        What others asked of it
      </h2>
      {foreign.length > 0 && (
        <Table
          caption="Actions of others on the device"
          columns={['What', 'Asked by', 'Asked', 'Seen', 'Comment']}
        >
          {foreign.map((action) => (
            <tr key={action.defenderId}>
              <td className="min-w-[220px]">
                <What action={action} />
                {action.ofPortal && incident.open && (
                  <Link
                    className="text-[13px] underline"
                    href={`/incidents/${incident.id}/devices/${deviceId}/import`}
                  >
                    Import its files
                  </Link>
                )}
              </td>
              <td>{action.requestor === null ? 'Unknown' : inPlainSight(action.requestor)}</td>
              <td>{action.requestedAt === null ? 'Unknown' : <Time at={action.requestedAt} />}</td>
              <td>
                <Time at={action.seenAt} />
              </td>
              <td className="max-w-[320px] break-words">
                <bdi>{action.comment === null ? '' : inPlainSight(action.comment)}</bdi>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NewestOf shown={foreign.length} inAll={page.foreignInAll} what="actions">
        <Link className="underline" href={`/incidents/${incident.id}?tab=timeline`}>
          All of them stand in the incident’s timeline.
        </Link>
      </NewestOf>
      <p className="mt-2 text-[13px] text-ink-2">
        {foreign.length === 0
          ? 'Defender lists nothing that others asked of it. '
          : 'Nobody asked for these here; each is in the incident’s timeline. '}
        <PortalReading portal={page.portal} />
      </p>
    </section>
  );
}

function What({ action: { type, ofPortal, file } }: { action: ForeignActionView }) {
  if (!ofPortal) return <span className="block font-medium">{inPlainSight(type)}</span>;
  return (
    <>
      <span className="block font-medium">
        {file === null ? 'Live response' : <>File fetched: {inPlainSight(file.name)}</>}
      </span>
      <span className="block text-[13px] text-ink-2">Started in Microsoft’s portal, not by Holdfast</span>
      {file?.sha256 != null && <Digest value={file.sha256} />}
    </>
  );
}

/** No interface lists the portal's sessions: without Microsoft's audit nobody here knows of them. */
function PortalReading({ portal }: { portal: DevicePage['portal'] }) {
  if (portal === null)
    return 'Whether anybody worked on it in Microsoft’s portal is unknown: its audit was not read yet.';
  if (portal.problem !== null)
    return (
      <>
        Whether anybody worked on it in Microsoft’s portal is unknown: its audit could not be read whole,{' '}
        <Time at={portal.readAt} inline />. {inPlainSight(portal.problem)}
      </>
    );
  return (
    <>
      Microsoft’s audit of its portal, which is minutes late, was read <Time at={portal.readAt} inline />.
    </>
  );
}
