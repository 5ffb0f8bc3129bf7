import type { Database } from '../adapters/prisma/client.ts';
import type { PersonActor } from '../custody/actor.ts';

/** Who looks, and through which database. Every query takes it first and authorises by itself. */
export interface Viewer {
  readonly actor: PersonActor;
  readonly db: Database;
}
