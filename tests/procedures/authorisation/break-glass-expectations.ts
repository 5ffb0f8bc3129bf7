import type { PersonActor } from '../../../lib/custody/actor.ts';
import { personOf, tenant } from '../../support/portal.ts';
import { query, run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

const reason = 'A reason of more than ten letters.';

/** Reading in an emergency: for one person, one incident and one hour, once, and judged by somebody else. */
export const breakGlassExpectations: readonly Expectation[] = [
  {
    entry: 'break-glass',
    files: [
      'lib/procedures/break-glass/open-break-glass.ts',
      'lib/procedures/break-glass/end-break-glass.ts',
      'lib/procedures/break-glass/review-break-glass.ts',
      'lib/queries/list-break-glass.ts',
      'lib/queries/get-incident.ts',
      'app/(portal)/break-glass/actions.ts',
    ],
    sentence:
      'opens a hidden incident to who broke it while it lasts, by the roles of that moment, until others judge it',
    async problems(house) {
      await settle(house);
      const { db } = house.database;
      const { number } = await db.incident.findUniqueOrThrow({ where: { id: house.hidden.incidentId } });
      const [reader, other, moved, reviewer, demoted] = [
        personOf('responder'),
        personOf('responder'),
        personOf('responder'),
        personOf('lead'),
        personOf('lead'),
      ];
      tenant.set(moved.objectId, { enabled: true, roles: ['analyst'] });
      tenant.set(demoted.objectId, { enabled: true, roles: ['analyst'] });
      const input = { incident: number, reason, minutes: 30 };
      const old = { ...reader, authenticatedAt: new Date(Date.now() - 3_600_000).toISOString() };
      const asMoved = await codeOf(run(house, 'break-glass/open-break-glass.ts', moved, input));
      const asOld = await codeOf(run(house, 'break-glass/open-break-glass.ts', old, input));
      const opened = await codeOf(run(house, 'break-glass/open-break-glass.ts', reader, input));
      const use = await db.breakGlass.findFirst({ where: { reviewedAt: null } });
      const [own, others] = [await reads(house, reader), await reads(house, other)];
      const without = await reads(house, { ...reader, roles: ['analyst'] });
      const listed = (await query(
        house,
        'list-break-glass.ts',
        'listBreakGlass',
        other,
      )) as readonly object[];
      const second = await codeOf(run(house, 'break-glass/open-break-glass.ts', other, input));
      const about = { breakGlassId: use?.id };
      const endedByOther = await codeOf(run(house, 'break-glass/end-break-glass.ts', other, about));
      const ended = await codeOf(run(house, 'break-glass/end-break-glass.ts', reader, about));
      const after = await reads(house, reader);
      const judge = { ...about, verdict: 'justified', review: reason };
      tenant.set(reader.objectId, { enabled: true, roles: ['lead'] });
      const found = {
        ...{
          asMoved,
          asOld,
          opened,
          own,
          others,
          without,
          listed: listed.length,
          second,
          endedByOther,
          ended,
          after,
        },
        demoted: await codeOf(run(house, 'break-glass/review-break-glass.ts', demoted, judge)),
        ofOneself: await codeOf(
          run(house, 'break-glass/review-break-glass.ts', { ...reader, roles: ['lead'] }, judge),
        ),
        late: await codeOf(
          run(
            house,
            'break-glass/review-break-glass.ts',
            { ...reviewer, authenticatedAt: old.authenticatedAt },
            judge,
          ),
        ),
        reviewed: await codeOf(run(house, 'break-glass/review-break-glass.ts', reviewer, judge)),
      };
      await settle(house);
      return differs('break-glass', found, {
        ...{ asMoved: 'forbidden', asOld: 'sign-in-again', opened: 'ok', own: 'ok', others: 'not-found' },
        ...{
          without: 'not-found',
          listed: 0,
          second: 'conflict',
          endedByOther: 'not-found',
          ended: 'ok',
          after: 'not-found',
        },
        ...{ demoted: 'forbidden', ofOneself: 'forbidden', late: 'sign-in-again', reviewed: 'ok' },
      });
    },
  },
  {
    entry: 'break-glass after its hour',
    files: ['lib/queries/get-incident.ts'],
    sentence: 'opens nothing, whether or not its end was recorded',
    async problems(house) {
      await settle(house);
      const reader = personOf('responder');
      const { db } = house.database;
      const { number } = await db.incident.findUniqueOrThrow({ where: { id: house.hidden.incidentId } });
      await run(house, 'break-glass/open-break-glass.ts', reader, { incident: number, reason, minutes: 30 });
      await past(house);
      const code = await reads(house, reader);
      await settle(house);
      return code === 'not-found' ? [] : [code];
    },
  },
];

async function reads(house: House, actor: PersonActor): Promise<string> {
  return await codeOf(query(house, 'get-incident.ts', 'getIncident', actor, house.hidden.incidentId));
}

/** Moves what is not reviewed two hours into the past, as only the owner of the server could. */
async function past({ database }: House, change = ''): Promise<void> {
  await database.asAdmin(
    `alter table break_glass disable trigger guard; update break_glass set starts_at = starts_at - interval '2 hours',
       ends_at = ends_at - interval '2 hours' ${change} where reviewed_at is null;
     alter table break_glass enable always trigger guard`,
  );
}

/** Nothing is left open for the next expectation. */
async function settle(house: House): Promise<void> {
  await past(
    house,
    `, ended_at = least(ended_at, ends_at - interval '2 hours'), reviewed_at = now(), reviewer_object_id = 'x',
     reviewer = '{}', verdict = 'justified', review = 'by the test'`,
  );
}
