import type { Server } from 'node:https';
import { join } from 'node:path';
import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import type { CloudSpeed } from '../arm/start-arm.ts';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import type { FaultScript } from '../cloud-parts.ts';
import { actionBook } from './action-book.ts';
import { keepActionsMoving } from './action-progress.ts';
import { actionRoutes } from './action-routes.ts';
import { defenderServer } from './defender-server.ts';
import { openDefenderState } from './defender-state.ts';
import { fleet as openFleet } from './fleet.ts';
import { machineRoutes } from './machine-routes.ts';
import { packageRoutes } from './package-routes.ts';
import { packageStore } from './package-store.ts';
import { rateBuckets } from './rate-buckets.ts';
import { signedLinks } from './signed-links.ts';

interface DefenderOptions {
  readonly home: string;
  readonly tls: { readonly key: string; readonly cert: string };
  readonly key: SigningKey;
  readonly now: () => Date;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
  readonly machines: readonly CatalogueMachine[];
  readonly seededAt: Date;
  readonly speed: CloudSpeed;
  readonly origin: () => string;
}

/** Puts the embedded Defender together: one state, the actions that move in it, and the server that speaks for it. */
export function startDefender(options: DefenderOptions): { readonly server: Server; stop(): void } {
  const { home, now, seededAt, speed } = options;
  const store = openDefenderState(join(home, 'cloud/defender.json'));
  const fleet = openFleet(options.machines, store);
  const book = actionBook(store, now);
  const links = signedLinks(options.origin, now);
  const packages = packageStore(join(home, 'cloud/defender/packages'), now);
  const stop = keepActionsMoving({
    store,
    book,
    fleet,
    now,
    seconds: () => speed.operationSeconds,
    buildPackage: packages.build,
    runCommand: () => Promise.resolve({ hasResult: false, errors: ['Live response is not there yet.'] }),
  });
  const server = defenderServer({
    ...options,
    links,
    buckets: rateBuckets(now, () => speed.defenderCalls),
    routes: [
      ...machineRoutes({ fleet, seededAt, now }),
      ...actionRoutes({ fleet, book }),
      ...packageRoutes({ book, packages, links }),
    ],
    fileOf: packages.fileOf,
  });
  return { server, stop };
}
