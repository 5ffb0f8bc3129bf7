import type { CustodyEventType } from '../../custody/custody-event.ts';
import type { PastCheck, ScheduledItem } from '../../custody/fixity.ts';
import type { Database } from './client.ts';
import { onItsWayOut } from './disposal-look.ts';

/** Acts after, and before, which a copy is read whole: its bytes or its custody go to somebody else. */
const transfers: readonly CustodyEventType[] = [
  'access.granted',
  'access.link-made',
  'bundle.exported',
  'custody.handover-offered',
  'custody.handover-accepted',
  'derivative.attached',
  'derivative.removed',
];

/** Acts after which a sample is read: what guards the container is not what it was, or somebody else changed what lies there. */
const policies: readonly CustodyEventType[] = [
  'evidence.found-again',
  'hold.placed',
  'hold.lifted',
  'hold.set-outside',
  'hold.cleared-outside',
  'hold.set-again',
  'posture.drift-found',
  'reconciliation.finding',
  'retention.extended',
  'retention.changed-outside',
  'retention.restored',
];

/** Of these, the ones that may concern all containers at once. */
const everywhere: readonly CustodyEventType[] = ['posture.drift-found', 'reconciliation.finding'];

/** What Azure's log calls whatever writes to a blob, its tier among it; a copy is logged at its source too, which is read. */
const writes = '^(Append|Copy(?!BlobSource)|Delete|Incremental|Put|Set|Undelete)';

interface Row {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly sizeBytes: string;
  readonly members: readonly string[] | null;
  readonly sealedAt: Date;
  readonly active: boolean;
  readonly wholeBegun: Date | null;
  readonly wholeEnded: Date | null;
  readonly sampleBegun: Date | null;
  readonly sampleEnded: Date | null;
  readonly triedAt: Date | null;
  readonly outcome: string | null;
  readonly frozen: boolean;
  readonly transferAt: Date | null;
  readonly policyAt: Date | null;
  readonly accountAt: Date | null;
  readonly wholeMissed: Date | null;
  readonly sampleMissed: Date | null;
}

/**
 * What the checks of sealed items follow from: the events of their own streams and of their incidents, never a row that
 * could be written beside them. `only`: these items; left out: all. Neither rehearsals nor what is on its way out.
 */
export async function scheduledItems(
  db: Database,
  only: readonly string[] | null = null,
): Promise<readonly ScheduledItem[]> {
  const rows = await db.$queryRaw<Row[]>`
    with item as (
      select e.id, e.id::text as stream, e.exhibit_number, e.incident_id, e.size_bytes, i.status = 'open' as active,
        case when i.restricted then array(select m.object_id from incident_member m where m.incident_id = i.id) end as members,
        sealed.occurred_at as sealed_at
      from evidence_item e join incident i on i.id = e.incident_id
      join lateral (select c.occurred_at from custody_event c where c.stream = e.id::text and c.type = 'evidence.sealed'
        order by c.n desc limit 1) sealed on true
      where e.state = 'sealed' and not e.rehearsal and e.size_bytes is not null
        and (${only === null} or e.id = any(${[...(only ?? [])]}::uuid[]))
        and not exists (select from disposal d where d.evidence_id = e.id and d.state = any(${[...onItsWayOut]}::text[]))
    ), checked as (
      select item.*, whole.begun as whole_begun, whole.ended as whole_ended, sample.begun as sample_begun,
        sample.ended as sample_ended
      from item left join lateral (
        select v.occurred_at as ended, (select b.occurred_at from custody_event b where b.stream = v.stream
          and b.type = 'evidence.verification-started' and b.n < v.n order by b.n desc limit 1) as begun
        from custody_event v where v.stream = item.stream and v.type = 'evidence.verified'
          and event_member(v.body, '{detail,outcome}') = 'as-sealed' order by v.n desc limit 1) whole on true
      left join lateral (
        select v.occurred_at as ended, (select b.occurred_at from custody_event b where b.stream = v.stream
          and b.type = 'evidence.sampling-started' and b.n < v.n order by b.n desc limit 1) as begun
        from custody_event v where v.stream = item.stream and v.type = 'evidence.sampled'
          and event_member(v.body, '{detail,outcome}') = 'as-sealed' order by v.n desc limit 1) sample on true
    ), account as materialized (
      select a.occurred_at from custody_event a where a.type = any(${[...everywhere]}::text[])
        and a.occurred_at > (select min(greatest(whole_begun, sample_begun, sealed_at)) from checked)
        and a.evidence_id is null and a.incident_id is null
        and (event_member(a.body, '{detail,after,verdict}') = 'fail' or event_member(a.body, '{detail,kind}') = 'change-outside')
    )
    select c.stream as "evidenceId", c.exhibit_number as "exhibitNumber", c.incident_id::text as "incidentId",
      c.size_bytes::text as "sizeBytes", c.members, c.sealed_at as "sealedAt", c.active,
      c.whole_begun as "wholeBegun", c.whole_ended as "wholeEnded", c.sample_begun as "sampleBegun",
      c.sample_ended as "sampleEnded", tried.at as "triedAt", tried.outcome, coalesce(cold.type = 'evidence.frozen', false) as frozen,
      (select min(a.occurred_at) from custody_event a where a.type = any(${[...transfers]}::text[])
        and (a.evidence_id = c.id or (a.evidence_id is null and a.incident_id = c.incident_id))
        and a.occurred_at > coalesce(c.whole_begun, c.sealed_at)
        and (a.type <> 'access.granted' or event_member(a.body, '{detail,mode}') is distinct from 'see-contents')) as "transferAt",
      (select min(a.occurred_at) from custody_event a where a.type = any(${[...policies]}::text[])
        and (a.evidence_id = c.id or (a.evidence_id is null and a.incident_id = c.incident_id))
        and a.occurred_at > greatest(c.whole_begun, c.sample_begun, c.sealed_at)
        and (a.type <> 'reconciliation.finding' or event_member(a.body, '{detail,kind}') = 'change-outside'
          or event_member(a.body, '{detail,azure,operation}') ~ ${writes})) as "policyAt",
      (select min(a.occurred_at) from account a
        where a.occurred_at > greatest(c.whole_begun, c.sample_begun, c.sealed_at)) as "accountAt",
      (select max(m.occurred_at) from custody_event m where m.stream = c.stream and m.type = 'evidence.check-missed'
        and event_member(m.body, '{detail,check}') = 'whole') as "wholeMissed",
      (select max(m.occurred_at) from custody_event m where m.stream = c.stream and m.type = 'evidence.check-missed'
        and event_member(m.body, '{detail,check}') = 'sample') as "sampleMissed"
    from checked c
    left join lateral (select t.occurred_at as at, event_member(t.body, '{detail,outcome}') as outcome
      from custody_event t where t.stream = c.stream and t.type in ('evidence.verified', 'evidence.sampled')
      order by t.n desc limit 1) tried on true
    left join lateral (select f.type from custody_event f where f.stream = c.stream
      and f.type in ('evidence.frozen', 'evidence.thawed') order by f.n desc limit 1) cold on true
    order by c.exhibit_number`;
  return rows.map(itemOf);
}

function itemOf(row: Row): ScheduledItem {
  const { evidenceId, exhibitNumber, incidentId, sizeBytes, members, active, frozen } = row;
  return {
    ...{ evidenceId, exhibitNumber, incidentId, sizeBytes, audience: members },
    facts: {
      ...{ active, frozen, sealedAt: row.sealedAt.toISOString() },
      whole: pastCheck(row.wholeBegun, row.wholeEnded),
      sample: pastCheck(row.sampleBegun, row.sampleEnded),
      lastTry:
        row.triedAt === null ? null : { at: row.triedAt.toISOString(), outcome: row.outcome ?? 'not-read' },
      transferAt: row.transferAt?.toISOString() ?? null,
      policyAt: row.policyAt?.toISOString() ?? null,
      accountAt: row.accountAt?.toISOString() ?? null,
    },
    missedAt: {
      whole: row.wholeMissed?.toISOString() ?? null,
      sample: row.sampleMissed?.toISOString() ?? null,
    },
  };
}

/** One whose beginning is not on record counts from its end: what came before that may have come while it ran. */
function pastCheck(begun: Date | null, ended: Date | null): PastCheck | null {
  if (ended === null) return null;
  return { begunAt: (begun ?? ended).toISOString(), endedAt: ended.toISOString() };
}
