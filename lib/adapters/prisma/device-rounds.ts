import type { DefenderAction } from '../../custody/live-response.ts';
import type { DeviceRound, DeviceRounds } from '../../ports/device-rounds.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';

const openActions: DeviceRound = 'open-actions';
const portalSessions: DeviceRound = 'portal-sessions';

/** Turns by the database's clock, each in one statement. See the port for the rules. */
export function deviceRounds(db: Database): DeviceRounds {
  return {
    claimDeviceRound: (part, everyMs) =>
      throwingCustodyErrors(async () => {
        const claimed = await db.$executeRaw`
          insert into device_round as r (part, tried_at) values (${part}, clock_timestamp())
          on conflict (part) do update set tried_at = excluded.tried_at
          where r.tried_at <= excluded.tried_at - make_interval(secs => ${everyMs / 1000}::float8)`;
        return claimed > 0;
      }),
    keepOpenActions: (open) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          update device_round set read = ${JSON.stringify(open)}::jsonb, read_at = clock_timestamp()
          where part = ${openActions}`;
      }),
    openActionsWithin: (ms) =>
      throwingCustodyErrors(async () => {
        const [row] = await db.$queryRaw<{ read: unknown }[]>`
          select read from device_round
          where part = ${openActions} and read_at >= clock_timestamp() - make_interval(secs => ${ms / 1000}::float8)`;
        return row === undefined ? null : (row.read as readonly DefenderAction[]); // written above, by nobody else
      }),
    keepPortalReading: (problem) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          update device_round set read = ${JSON.stringify({ problem })}::jsonb, read_at = clock_timestamp()
          where part = ${portalSessions}`;
      }),
    keepIncidentReading: () =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          insert into device_round (part, tried_at, read_at) values ('incidents', clock_timestamp(), clock_timestamp())
          on conflict (part) do update set tried_at = excluded.tried_at, read_at = excluded.read_at`;
      }),
  };
}
