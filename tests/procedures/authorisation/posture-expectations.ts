import type { PersonActor } from '../../../lib/custody/actor.ts';
import { failingControl } from '../../support/failing-control.ts';
import { personOf } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';

type Procedure = { run(context: object, actor: PersonActor, input: object): Promise<unknown> };

/** A control of a container tells of its incident. */
export const postureExpectations: readonly Expectation[] = [
  {
    entry: 'an exception from a control of a container',
    files: ['lib/procedures/proposal/kinds/posture-exception.ts', 'app/(portal)/posture/actions.ts'],
    sentence: 'is proposed by who may see the incident, and there is no such control for anybody else',
    async problems(house) {
      const { database, wired } = house;
      const { incidentId, evidenceId } = await stage(database, { restricted: true });
      await database.asAdmin(
        `update evidence_item set state = 'sealed', container = $2, protection = '{"retentionDays": 30}' where id = $1`,
        [evidenceId, `inc-${evidenceId}`],
      );
      const control = await failingControl(database, `inc-${evidenceId}`);
      const [stranger, member] = [personOf('lead'), personOf('lead')];
      await database.db.incidentMember.create({ data: { incidentId, objectId: member.objectId } });
      const found = Object.values(
        await house.load('lib/procedures/proposal/kinds/posture-exception.ts'),
      ).find((value): value is Procedure => typeof value === 'object' && value !== null && 'run' in value);
      const propose = (actor: PersonActor) =>
        codeOf(
          found?.run(wired.context, actor, {
            reason: 'A reason of more than ten letters.',
            change: { control, days: 7 },
          }) ?? Promise.reject(new Error('no procedure')),
        );
      return differs(
        'an exception',
        { stranger: await propose(stranger), member: await propose(member) },
        { stranger: 'not-found', member: 'ok' },
      );
    },
  },
];
