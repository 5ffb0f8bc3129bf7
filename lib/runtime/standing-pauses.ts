import { prismaCallBudget } from '../adapters/prisma/call-budget.ts';
import type { Database } from '../adapters/prisma/client.ts';
import type { StandingPause } from '../custody/throttled-until.ts';
import type { deviceSettings } from './device-settings.ts';
import type { Settings } from './env.ts';

/** Where Microsoft has asked the identities of Defender to wait, and until when. */
export async function standingPauses({
  settings,
  db,
}: {
  readonly settings: Pick<Settings, keyof typeof deviceSettings>;
  readonly db: Database;
}): Promise<readonly StandingPause[]> {
  const identities = [
    ['reader', settings.HOLDFAST_DEVICE_READER_CLIENT_ID],
    ['collector', settings.HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID],
    ['responder', settings.HOLDFAST_DEVICE_RESPONDER_CLIENT_ID],
    ['librarian', settings.HOLDFAST_LIBRARIAN_CLIENT_ID],
  ] as const;
  const paused = await prismaCallBudget(db).pausedUntil();
  return paused.flatMap(({ application, api, until }) =>
    identities.flatMap(([identity, id]) => (id === application ? [{ identity, api, until }] : [])),
  );
}
