import { Prisma } from '../../prisma/generated/client.ts';
import { scheduledOf } from '../adapters/prisma/fixity-look.ts';
import { checkDays } from '../custody/fixity.ts';
import { hiddenIncidents } from './search-events-names.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/**
 * Opens a statement: `due`, the next checks, one of each kind, of every sealed item that the viewer may see, with the state
 * that `nextChecks` of lib/custody/fixity.ts gives them, against which the tests hold it. Whether one is `open` is not told
 * apart. Times have microseconds here and milliseconds in the rule: what is compared with `now` comes out the same.
 */
export async function dueChecks({ db, actor }: Viewer, now: Date): Promise<Prisma.Sql> {
  const hidden = await hiddenIncidents(db, visibleIncidentWhere(actor));
  return Prisma.sql`
    ${scheduledOf(Prisma.sql`fixity_item`)}, due as (
      select s.evidence_id, s.exhibit_number, s.created_at, one.kind, one.due_by, one.missed_at,
        case when s.frozen or s.outcome is not distinct from 'differs' then 'stopped'
          when one.due_by < ${now} then 'overdue' else 'later' end as state
      from scheduled s cross join lateral (values
        ('whole', least(coalesce(s.whole_ended, s.sealed_at) + case when s.active then ${days('active')} else ${days('retained')} end,
          s.transferred_at + ${days('transfer')}), s.whole_missed),
        ('sample', least(greatest(s.whole_ended, s.sample_ended, s.sealed_at) + ${days('weekly')}, s.changed_at + ${days('policy')},
          s.account_at + ${days('account')}), s.sample_missed)
      ) one (kind, due_by, missed_at)
      where s.incident_id <> all(${[...hidden]}::uuid[])
    )`;
}

/** In hours: a day of the calendar may have 23. */
function days(of: keyof typeof checkDays): Prisma.Sql {
  return Prisma.sql`make_interval(hours => ${checkDays[of] * 24}::int)`;
}
