import type { PostureVerdict } from '../custody/posture-event.ts';
import type { Viewer } from './viewer.ts';

/** How the controls stood at the end of a day (UTC), or now, and how often one changed during it. */
export type PostureDay = Readonly<Record<PostureVerdict, number>> & {
  readonly day: string; // 2026-11-22
  readonly worse: number;
  readonly better: number;
};

const days = 14;

/** The last fortnight, newest first, worked out from the changes; days before the first one are left out. */
export async function postureTrend(db: Viewer['db']): Promise<readonly PostureDay[]> {
  return await db.$queryRaw<PostureDay[]>`
    with day as (
      select d::date as at, (d + interval '1 day') as ends
      from generate_series(date_trunc('day', now() at time zone 'UTC') - make_interval(days => ${days - 1}::int),
        date_trunc('day', now() at time zone 'UTC'), interval '1 day') d
    ), stood as (
      select day.at, last.after as verdict, count(*)::int as n
      from day cross join lateral (
        select distinct on (c.key) c.after from posture_change c join posture_control p on p.key = c.key
        where c.at < day.ends at time zone 'UTC' and (p.retired_at is null or p.retired_at >= day.ends at time zone 'UTC')
        order by c.key, c.at desc, c.id desc) last
      group by 1, 2
    ), moved as (
      select (c.at at time zone 'UTC')::date as at, c.kind, count(*)::int as n from posture_change c group by 1, 2
    )
    select to_char(day.at, 'YYYY-MM-DD') as day,
      coalesce((select sum(n) from stood s where s.at = day.at and s.verdict = 'pass'), 0)::int as pass,
      coalesce((select sum(n) from stood s where s.at = day.at and s.verdict = 'fail'), 0)::int as fail,
      coalesce((select sum(n) from stood s where s.at = day.at and s.verdict = 'unknown'), 0)::int as unknown,
      coalesce((select sum(n) from stood s where s.at = day.at and s.verdict = 'excepted'), 0)::int as excepted,
      coalesce((select n from moved m where m.at = day.at and m.kind = 'worse'), 0) as worse,
      coalesce((select n from moved m where m.at = day.at and m.kind = 'better'), 0) as better
    from day where exists (select from stood s where s.at = day.at)
    order by day.at desc`;
}
