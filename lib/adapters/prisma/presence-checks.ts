import { CustodyError } from '../../custody/custody-error.ts';
import type { ExpectedBlob, PresenceState } from '../../custody/evidence-presence.ts';
import { recordedEventOf } from '../../custody/recorded-event.ts';
import type {
  PresenceChecks,
  PresenceDesk,
  PresenceReport,
  SealedCopy,
} from '../../ports/presence-checks.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/** Which sealed copies are looked for next, and what was seen. See the port for the rules. */
export function presenceChecks(db: Database): PresenceChecks {
  return {
    claimPresenceChecks: (since, most) =>
      throwingCustodyErrors(async () => copiesOf(db, await claim(db, since, most))),
    reportPresence: (evidenceId, seen) => throwingCustodyErrors(() => report(db, evidenceId, seen)),
  };
}

/** The desk's drawer for changed states, inside one transaction. */
export function presenceDesk(tx: Transaction): PresenceDesk {
  return {
    setPresence: async ({ evidenceId, state: before }, state, found) => {
      const now = new Date();
      const seen = found === null ? {} : { etag: found.etag, createdOn: found.createdOn };
      const changed = await tx.evidencePresence.updateMany({
        where: { evidenceId, state: before },
        data: {
          state,
          since: now,
          answeredAt: now,
          unknownSince: null,
          problem: null,
          ...(state === 'stored' ? seen : {}),
        },
      });
      if (changed.count === 0) throw new CustodyError('conflict', 'Another worker saw this change first.');
    },
  };
}

/** Two workers may ask at once: whoever inserts or updates the row first has it. */
async function claim(db: Database, since: Date, most: number): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ evidence_id: string }[]>`
    insert into evidence_presence as p (evidence_id, tried_at)
    select e.id, clock_timestamp()
    from evidence_item e left join evidence_presence known on known.evidence_id = e.id
    where e.state = 'sealed' and e.blob is not null
      and not exists (select from disposal d where d.evidence_id = e.id and d.state in ('deleting', 'done')) and (known.evidence_id is null
      or known.tried_at < greatest(${since}::timestamptz, clock_timestamp() - (case when known.unknown_since is not null then '1 minute'
        when known.state <> 'stored' then '5 minutes' else '50 minutes' end)::interval))
    order by e.created_at desc, e.id
    limit greatest(${most}::bigint, (select count(*) / 200 from evidence_item where state = 'sealed'))
    on conflict (evidence_id) do update set tried_at = excluded.tried_at
    where p.tried_at < greatest(${since}::timestamptz, excluded.tried_at - (case when p.unknown_since is not null then '1 minute'
        when p.state <> 'stored' then '5 minutes' else '50 minutes' end)::interval)
    returning p.evidence_id`;
  return rows.map(({ evidence_id }) => evidence_id);
}

async function copiesOf(db: Database, ids: readonly string[]): Promise<readonly SealedCopy[]> {
  if (ids.length === 0) return [];
  const [items, copied] = await Promise.all([
    db.evidenceItem.findMany({
      where: { id: { in: [...ids] } },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      include: { presence: true, incident: { select: { restricted: true, members: true } } },
    }),
    db.custodyEvent.findMany({
      where: { stream: { in: [...ids] }, type: 'acquisition.copied' },
      orderBy: { n: 'asc' },
      select: { stream: true, body: true },
    }),
  ]);
  const bodies = new Map(copied.map(({ stream, body }) => [stream, body])); // the newest of each
  return items.flatMap((item) => {
    const { id, blob, incident, presence } = item;
    if (blob === null) return [];
    const recorded = recordedCopy(bodies.get(id) ?? null);
    return {
      evidenceId: id,
      exhibitNumber: item.exhibitNumber,
      incidentId: item.incidentId,
      rehearsal: item.rehearsal,
      audience: incident.restricted ? incident.members.map(({ objectId }) => objectId) : null,
      container: item.container,
      blob,
      expected: {
        sizeBytes: recorded.sizeBytes ?? item.sizeBytes?.toString() ?? null,
        etag: recorded.etag ?? presence?.etag ?? null,
        createdOn: presence?.createdOn?.toISOString() ?? null,
      },
      state: (presence?.state ?? null) as PresenceState | null,
    };
  });
}

/** What the copy was when it was made, from the fact itself. */
function recordedCopy(body: Uint8Array | null): Pick<ExpectedBlob, 'sizeBytes' | 'etag'> {
  const event = recordedEventOf(body);
  if (event?.type !== 'acquisition.copied') return { sizeBytes: null, etag: null };
  return { sizeBytes: event.detail.sizeBytes, etag: event.detail.etag };
}

async function report(db: Database, evidenceId: string, seen: PresenceReport): Promise<void> {
  switch (seen.kind) {
    case 'stored': {
      const { etag, createdOn } = seen.found;
      await db.$executeRaw`
        update evidence_presence
        set answered_at = clock_timestamp(), unknown_since = null, problem = null,
          since = coalesce(since, clock_timestamp()), state = coalesce(state, 'stored'),
          etag = coalesce(etag, ${etag}), created_on = coalesce(created_on, ${createdOn}::timestamptz)
        where evidence_id = ${evidenceId}::uuid`;
      return;
    }
    case 'unchanged':
      await db.$executeRaw`
        update evidence_presence
        set answered_at = clock_timestamp(), unknown_since = null, problem = null
        where evidence_id = ${evidenceId}::uuid`;
      return;
    case 'unknown':
      await db.$executeRaw`
        update evidence_presence
        set unknown_since = coalesce(unknown_since, clock_timestamp()), problem = ${seen.problem}
        where evidence_id = ${evidenceId}::uuid`;
  }
}
