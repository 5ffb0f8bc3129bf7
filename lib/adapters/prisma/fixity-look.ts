import { Prisma } from '../../../prisma/generated/client.ts';
import type { PastCheck, ScheduledItem } from '../../custody/fixity.ts';
import type { Database } from './client.ts';
import { onItsWayOut } from './disposal-look.ts';

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
  const items = only === null ? Prisma.sql`null::uuid[]` : Prisma.sql`${[...only]}::uuid[]`;
  const scheduled = scheduledOf(Prisma.sql`fixity_of(${items})`);
  return await itemsOf(
    db,
    Prisma.sql`${scheduled} select ${scheduledColumns} from scheduled s order by s.exhibit_number`,
  );
}

/** In: a statement that selects `scheduledColumns` of `scheduled s`. */
export async function itemsOf(db: Database, sql: Prisma.Sql): Promise<readonly ScheduledItem[]> {
  return (await db.$queryRaw<Row[]>(sql)).map(itemOf);
}

/**
 * Opens a statement: `scheduled`, a row for each item. In: rows as `fixity_item` has them, kept or made anew of the events.
 * Acts that name no item are few, and are read of the events either way.
 */
export function scheduledOf(facts: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    with act as materialized (
      select incident_id, 'transfer' as brings, array_agg(occurred_at order by occurred_at) as times from custody_event
      where fixity_act(type, body) = 'transfer' and evidence_id is null group by 1
      union all
      select incident_id, 'policy', array_agg(occurred_at order by occurred_at) from custody_event
      where fixity_act(type, body) in ('policy', 'account') and evidence_id is null and incident_id is not null group by 1
      union all
      select null, 'account', array_agg(occurred_at order by occurred_at) from custody_event
      where fixity_act(type, body) = 'account' and evidence_id is null and incident_id is null
    ), scheduled as (
      select f.*, e.exhibit_number, e.incident_id, e.size_bytes, e.created_at, i.status = 'open' as active, i.restricted,
        least(f.transfer_at, ${firstAfter('transfer', Prisma.sql`coalesce(f.whole_begun, f.sealed_at)`)}) as transferred_at,
        least(f.policy_at, ${firstAfter('policy', lastCheck)}) as changed_at, ${firstAfter('account', lastCheck)} as account_at
      from ${facts} f join evidence_item e on e.id = f.evidence_id join incident i on i.id = e.incident_id
      left join act transfer on transfer.brings = 'transfer' and transfer.incident_id = e.incident_id
      left join act policy on policy.brings = 'policy' and policy.incident_id = e.incident_id
      left join act account on account.brings = 'account'
      where e.state = 'sealed' and not e.rehearsal and e.size_bytes is not null
        and not exists (select from disposal d where d.evidence_id = e.id and d.state = any(${[...onItsWayOut]}::text[]))
    )`;
}

const lastCheck = Prisma.sql`greatest(f.whole_begun, f.sample_begun, f.sealed_at)`;

function firstAfter(acts: 'transfer' | 'policy' | 'account', at: Prisma.Sql): Prisma.Sql {
  const times = Prisma.raw(`${acts}.times`);
  return Prisma.sql`(${times})[width_bucket(${at}, ${times}) + 1]`;
}

export const scheduledColumns = Prisma.sql`
  s.evidence_id::text as "evidenceId", s.exhibit_number as "exhibitNumber", s.incident_id::text as "incidentId",
  s.size_bytes::text as "sizeBytes", s.sealed_at as "sealedAt", s.active, s.whole_begun as "wholeBegun",
  case when s.restricted then array(select m.object_id from incident_member m where m.incident_id = s.incident_id) end as members,
  s.whole_ended as "wholeEnded", s.sample_begun as "sampleBegun", s.sample_ended as "sampleEnded", s.tried_at as "triedAt",
  s.outcome, s.frozen, s.transferred_at as "transferAt", s.changed_at as "policyAt", s.account_at as "accountAt",
  s.whole_missed as "wholeMissed", s.sample_missed as "sampleMissed"`;

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
