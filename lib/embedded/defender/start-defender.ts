import type { Server } from 'node:https';
import { join } from 'node:path';
import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import type { CloudSpeed } from '../arm/start-arm.ts';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import type { FaultScript } from '../cloud-parts.ts';
import type { HuntingTables } from '../hunting/hunting-table.ts';
import { actionBook } from './action-book.ts';
import { keepActionsMoving } from './action-progress.ts';
import { actionRoutes } from './action-routes.ts';
import { changeDefender } from './admin-defender.ts';
import { alertRoutes, demoAlerts } from './alert-routes.ts';
import { defenderServer } from './defender-server.ts';
import { openDefenderState } from './defender-state.ts';
import { deviceTrees } from './device-tree.ts';
import { fileRoutes } from './file-routes.ts';
import { fleet as openFleet } from './fleet.ts';
import { huntingTables } from './hunting-tables.ts';
import { indicatorRoutes } from './indicator-routes.ts';
import { libraryRoutes } from './library-routes.ts';
import { machineRoutes } from './machine-routes.ts';
import { packageRoutes } from './package-routes.ts';
import { packageStore } from './package-store.ts';
import { rateBuckets } from './rate-buckets.ts';
import { resultRoutes } from './result-routes.ts';
import { type CommandParts, runCommand } from './run-command.ts';
import { scriptLibrary } from './script-library.ts';
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

const huntingRate = { perMinute: 45, perHour: 1500 };

/** Puts the embedded Defender together: one state, the actions that move in it, and the server that speaks for it. */
export function startDefender(options: DefenderOptions): {
  readonly server: Server;
  /** What an application may hunt in; each time is counted. Throws 429. */
  readonly tables: (application: string) => HuntingTables;
  /** A control of the admin endpoint; null for a call that is none of Defender's. */
  change(call: string, body: unknown): object | null;
  stop(): void;
} {
  const { home, now, seededAt, speed } = options;
  const folder = join(home, 'cloud/defender');
  const store = openDefenderState(join(home, 'cloud/defender.json'));
  const fleet = openFleet(options.machines, store);
  const book = actionBook(store, now);
  const links = signedLinks(options.origin, now);
  const packages = packageStore(join(folder, 'packages'), now);
  const alerts = () => demoAlerts(fleet, options.machines, seededAt);
  const library = scriptLibrary(store, join(folder, 'library'), now);
  const commands: CommandParts = {
    trees: deviceTrees(join(home, 'cloud/devices'), now),
    library,
    fleet,
    features: store.state.features,
    now,
    resultFile: (id, index) => join(folder, 'results', `${id}-${index}`),
  };
  const stop = keepActionsMoving({
    store,
    book,
    fleet,
    now,
    seconds: () => speed.operationSeconds,
    buildPackage: packages.build,
    runCommand: (...command) => runCommand(commands, ...command),
  });
  const buckets = rateBuckets(now, () => speed.defenderCalls);
  const server = defenderServer({
    ...options,
    links,
    buckets,
    routes: [
      ...machineRoutes({ fleet, seededAt, now }),
      ...actionRoutes({ fleet, book }),
      ...packageRoutes({ book, packages, links }),
      ...resultRoutes({ book, links }),
      ...libraryRoutes(library),
      ...fileRoutes({ fleet, seededAt, now, alerts }),
      ...indicatorRoutes(store, now),
      ...alertRoutes(alerts),
    ],
    // Results are named by action and command, packages by action alone.
    fileOf: (name) => (/-\d+$/.test(name.slice(36)) ? join(folder, 'results', name) : packages.fileOf(name)),
  });
  const tables = (application: string) => {
    buckets.take(application, 'hunting', huntingRate);
    return huntingTables({
      devices: fleet.all(),
      audit: store.state.audit,
      seededAt,
      now: now(),
      delaySeconds: speed.activityDelaySeconds,
    });
  };
  const change = (call: string, body: unknown) => changeDefender({ store, fleet, now }, call, body);
  return { server, stop, tables, change };
}
