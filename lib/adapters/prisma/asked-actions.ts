import { CustodyError } from '../../custody/custody-error.ts';
import type { AskedActions } from '../../ports/asked-actions.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';

/** The database's own functions, one lock for all workers. See the port for the rules. */
export function askedActions(db: Database): AskedActions {
  return {
    noteAsking: ({ action, fence }, most) =>
      throwingCustodyErrors(async () => {
        const [row] = await db.$queryRaw<{ said: string }[]>`
          select note_device_asking(${action.id}::uuid, ${fence}, ${most}::integer) as said`;
        if (row?.said === 'lost')
          throw new CustodyError('fenced-off', `${action.number} has moved on since this worker took it.`);
        return row?.said === 'noted';
      }),
    forgetAsking: ({ action, fence }) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          select forget_device_asking(${action.id}::uuid, ${fence}, ${action.askedAt}::timestamptz)`;
      }),
    openLiveResponses: (id) =>
      throwingCustodyErrors(() =>
        db.deviceAction.count({
          where: { kind: 'live-response', endedAt: null, askedAt: { not: null }, id: { not: id } },
        }),
      ),
  };
}
