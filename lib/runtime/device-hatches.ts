import { managedIdentity } from '../adapters/azure/credential.ts';
import { defenderDeviceCollector } from '../adapters/defender/device-collector.ts';
import { defenderDeviceLibrary } from '../adapters/defender/device-library.ts';
import { defenderDeviceReader } from '../adapters/defender/device-reader.ts';
import { defenderDeviceResponder } from '../adapters/defender/device-responder.ts';
import { graphHunting } from '../adapters/graph/hunting.ts';
import { prismaCallBudget } from '../adapters/prisma/call-budget.ts';
import type { Database } from '../adapters/prisma/client.ts';
import type { CallBudget } from '../ports/call-budget.ts';
import type { DeviceHatches } from '../procedures/device/device-hatches.ts';
import type { deviceSettings } from './device-settings.ts';
import type { Settings } from './env.ts';

type DeviceSettings = Pick<Settings, keyof typeof deviceSettings | 'HOLDFAST_GRAPH_ENDPOINT'>;

/**
 * The hatches to Defender, and the calls that it allows: four identities, one budget for all processes on this database.
 * A hatch whose identity is not set up is absent.
 */
export function deviceHatches(
  settings: DeviceSettings,
  db: Database,
): DeviceHatches & { readonly budget: CallBudget } {
  const budget = prismaCallBudget(db);
  const as = (application: string, endpoint = settings.HOLDFAST_DEFENDER_ENDPOINT) => ({
    ...{ application, endpoint, budget },
    credential: managedIdentity(application),
  });
  const reader = settings.HOLDFAST_DEVICE_READER_CLIENT_ID;
  const collector = settings.HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID;
  const responder = settings.HOLDFAST_DEVICE_RESPONDER_CLIENT_ID;
  const librarian = settings.HOLDFAST_LIBRARIAN_CLIENT_ID;
  return {
    budget,
    ...(reader === undefined
      ? {}
      : {
          reader: defenderDeviceReader(as(reader)),
          hunting: graphHunting(as(reader, settings.HOLDFAST_GRAPH_ENDPOINT)),
        }),
    ...(collector === undefined ? {} : { collector: defenderDeviceCollector(as(collector)) }),
    ...(responder === undefined ? {} : { responder: defenderDeviceResponder(as(responder)) }),
    ...(librarian === undefined ? {} : { library: defenderDeviceLibrary(as(librarian)) }),
  };
}
