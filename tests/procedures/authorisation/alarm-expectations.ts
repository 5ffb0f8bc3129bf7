import { randomUUID } from 'node:crypto';
import { personOf } from '../../support/portal.ts';
import { alarmOn } from '../../support/raised-alarm.ts';
import { codeOf, type Expectation } from './expectation.ts';

type Ask = (viewer: object, ...rest: unknown[]) => Promise<unknown>;
type Perform = (context: object, actor: object, procedure: unknown, raw: object) => Promise<unknown>;

/** What must hold of an alarm that names no incident and was told to members alone. */
export const alarmExpectations: readonly Expectation[] = [
  {
    entry: 'an alarm that was told by name',
    files: ['lib/queries/visible-alarms.ts', 'lib/procedures/alarm/visible-alarm.ts'],
    sentence: 'is shown to, counted for and acknowledged by those people alone',
    async problems(house) {
      const [member, other] = [personOf('lead'), personOf('lead')];
      const alarmId = await alarmOn(house.database, { ...house.open, evidenceId: randomUUID() }, [
        member.objectId,
      ]);
      const { db } = house.database;
      const { getAlarm } = (await house.load('lib/queries/get-alarm.ts')) as { getAlarm: Ask };
      const { countAlarms } = (await house.load('lib/queries/list-alarms.ts')) as { countAlarms: Ask };
      const { perform } = (await house.load('lib/web/perform.ts')) as { perform: Perform };
      const { acknowledgeAlarm } = await house.load('lib/procedures/alarm/acknowledge-alarm.ts');
      const seen = (actor: object) => codeOf(getAlarm({ actor, db }, alarmId));
      const count = async (actor: object) => ((await countAlarms({ actor, db })) as { open: number }).open;
      const acknowledge = (actor: object) =>
        codeOf(perform(house.wired.context, actor, acknowledgeAlarm, { alarmId }));
      const found = {
        other: [await seen(other), await acknowledge(other)],
        more: (await count(member)) - (await count(other)),
        member: [await seen(member), await acknowledge(member)],
      };
      const due = { other: ['not-found', 'not-found'], more: 1, member: ['ok', 'ok'] };
      return JSON.stringify(found) === JSON.stringify(due) ? [] : [JSON.stringify(found)];
    },
  },
];
