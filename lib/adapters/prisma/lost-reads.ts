import { recordedEventOf } from '../../custody/recorded-event.ts';
import type { LostRead } from '../../ports/access-desk.ts';
import type { Transaction } from './transaction.ts';
import { firstUuidOf } from './uuid-v7.ts';

const dayMs = 86_400_000;
const searchedMs = 30 * dayMs;
const seenWithinMs = 15 * 60_000; // what is shown, or taken out of a package, ends within seven minutes
const endsWithinMs = 120_000; // a read under way stops at its next block: its own end comes first

/**
 * Reads that began and of which no end was recorded, though none can go on: longer ago than any page takes, or by a grant
 * that is over. Oldest first, of the last 30 days.
 */
export async function lostReads(tx: Transaction, most: number): Promise<readonly LostRead[]> {
  const now = Date.now();
  const rows = await tx.$queryRaw<{ body: Uint8Array; incident_id: string | null }[]>`
    with begun as (
      select id, stream, n, incident_id, body, event_member(body, '{detail,readId}') as read_id,
        event_member(body, '{detail,grantId}') as grant_id,
        coalesce(event_member(body, '{detail,seen}'), event_member(body, '{detail,inside}')) as shown
      from custody_event
      where type = 'access.content-opened' and body is not null
        and id >= ${firstUuidOf(now - searchedMs)}::uuid and id < ${firstUuidOf(now)}::uuid)
    select b.body, b.incident_id from begun b left join access_grant g on g.id::text = b.grant_id
    where ((b.shown is not null and b.id < ${firstUuidOf(now - seenWithinMs)}::uuid)
        or least(g.ends_at, g.revoked_at) <= ${new Date(now - endsWithinMs)}::timestamptz)
      and not exists (
        select from custody_event e where e.stream = b.stream and e.type = 'access.content-read' and e.n > b.n
          and position(convert_to(b.read_id, 'utf8') in e.body) > 0)
    order by b.id limit ${most}`;
  return rows.flatMap(({ body, incident_id }) => {
    const event = recordedEventOf(body);
    if (event?.type !== 'access.content-opened' || event.stream.kind !== 'evidence') return [];
    if (incident_id === null) return [];
    return [{ evidenceId: event.stream.id, incidentId: incident_id, opened: event.detail }];
  });
}
