import type { PersonActor } from '../../../lib/custody/actor.ts';
import { failingControl } from '../../support/failing-control.ts';
import { personOf } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';

/** A control of a container tells of its incident. */
export const postureExpectations: readonly Expectation[] = [
  {
    entry: 'an exception from a control of a container',
    files: ['lib/procedures/proposal/kinds/posture-exception.ts', 'app/(portal)/posture/actions.ts'],
    sentence: 'is proposed by who may see the incident, and there is no such control for anybody else',
    async problems(house) {
      const { database } = house;
      const { incidentId, evidenceId } = await stage(database, { restricted: true });
      await database.asAdmin(
        `update evidence_item set state = 'sealed', container = $2, protection = '{"retentionDays": 30}' where id = $1`,
        [evidenceId, `inc-${evidenceId}`],
      );
      const control = await failingControl(database, `inc-${evidenceId}`);
      const [stranger, member] = [personOf('lead'), personOf('lead')];
      await database.db.incidentMember.create({ data: { incidentId, objectId: member.objectId } });
      const input = { reason: 'A reason of more than ten letters.', change: { control, days: 7 } };
      const propose = (actor: PersonActor) =>
        codeOf(run(house, 'proposal/kinds/posture-exception.ts', actor, input));
      return differs(
        'an exception',
        { stranger: await propose(stranger), member: await propose(member) },
        { stranger: 'not-found', member: 'ok' },
      );
    },
  },
];
