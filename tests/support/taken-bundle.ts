import { unpackBundle } from '../../lib/cli/unpack-bundle.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { type AskedBundle, beginAskedBundle, type ReadyBundle } from '../../lib/web/begin-asked-bundle.ts';
import { bundleArchive } from '../../lib/web/bundle-archive.ts';
import type { BundleSource } from '../../lib/web/bundle-parts.ts';
import type { GrantUseHouse } from './grant-use-house.ts';

/** What the portal of a house makes bundles with. In: the trust policy, and where roots lie, if the portal has them. */
export function bundleSource(house: GrantUseHouse, policy: string, rootsFolder?: string): BundleSource {
  const settings = {
    HOLDFAST_LOCKER_BLOB_ENDPOINT: house.cloud.endpoints.lockerBlobEndpoint,
    ...(rootsFolder === undefined ? {} : { HOLDFAST_TIMESTAMP_ROOTS_FOLDER: rootsFolder }),
  };
  return {
    ...{ db: house.database.db, context: house.context, logger: createLogger('test') },
    settings: settings as BundleSource['settings'],
    trustPolicy: async () => policy,
    verifierKeys: async () => house.logKeys,
  };
}

/** What a bundle is asked of: the item of a house, its incident, or what a search gives. */
export function askedOf({ item }: Pick<GrantUseHouse, 'item'>, of: string): AskedBundle {
  if (of === 'item') return { of, id: item.id };
  return of === 'incident' ? { of, id: item.incidentId } : { of: 'search', query: of };
}

export async function begunBundle(
  wired: BundleSource,
  actor: PersonActor,
  asked: AskedBundle,
): Promise<ReadyBundle> {
  return await beginAskedBundle(wired as Parameters<typeof beginAskedBundle>[0], actor, asked);
}

/** Takes a bundle and unpacks it into a folder. */
export async function takenBundle(
  wired: BundleSource,
  actor: PersonActor,
  asked: AskedBundle,
  at: string,
): Promise<void> {
  const begun = await begunBundle(wired, actor, asked);
  await unpackBundle(bundleArchive(wired, actor, begun, 'bundle'), at);
}
