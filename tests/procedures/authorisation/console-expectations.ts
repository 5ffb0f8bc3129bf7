import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { consoleOn } from '../../support/console-on.ts';
import { personOf } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

type Given = { readonly id: string; readonly words: string | null };

function give(house: House, actor: PersonActor, sessionId: string, line: string): Promise<Given> {
  const input = { sessionId, line, requestKey: randomUUID() };
  return run(house, 'console/run-command.ts', actor, input) as Promise<Given>;
}

/** What must hold of a person's console on a device. */
export const consoleExpectations: readonly Expectation[] = [
  {
    entry: 'a console',
    files: ['lib/procedures/console/run-command.ts', 'lib/procedures/console/visible-session.ts'],
    sentence: 'and its lines are nobody’s but who opened it',
    async problems(house) {
      const [own, other] = [personOf('responder'), personOf('responder')];
      const sessionId = await consoleOn(
        house.database,
        await stage(house.database, { restricted: false }),
        own,
      );
      const { id: commandId } = await give(house, own, sessionId, 'help');
      const cancel = (actor: PersonActor) =>
        codeOf(run(house, 'console/cancel-command.ts', actor, { commandId }));
      return differs(
        'own, other’s line, own cancellation, other’s',
        [
          await codeOf(give(house, own, sessionId, 'jobs')),
          await codeOf(give(house, other, sessionId, 'jobs')),
          await cancel(own),
          await cancel(other),
        ],
        ['ok', 'not-found', 'conflict', 'not-found'],
      );
    },
  },
  {
    entry: 'a console',
    files: ['lib/procedures/console/run-command.ts', 'lib/procedures/console/visible-session.ts'],
    sentence: 'is hidden from who opened it once its incident is',
    async problems(house) {
      const own = personOf('responder');
      const at = await stage(house.database, { restricted: false });
      const sessionId = await consoleOn(house.database, at, own);
      const { id: commandId } = await give(house, own, sessionId, 'help');
      await house.database.asAdmin('update incident set restricted = true where id = $1', [at.incidentId]);
      return differs(
        'a line, a cancellation',
        [
          await codeOf(give(house, own, sessionId, 'jobs')),
          await codeOf(run(house, 'console/cancel-command.ts', own, { commandId })),
        ],
        ['not-found', 'not-found'],
      );
    },
  },
  {
    entry: 'a console',
    files: ['lib/procedures/console/run-command.ts'],
    sentence: 'removes nothing from the library for who may put nothing there',
    async problems(house) {
      const own = personOf('responder');
      const at = await stage(house.database, { restricted: false });
      const sessionId = await consoleOn(house.database, at, own);
      const { words } = await give(house, own, sessionId, 'library delete hf-dir.sh');
      return words?.includes('the right to put files there') === true ? [] : [`answered: ${words}`];
    },
  },
];
