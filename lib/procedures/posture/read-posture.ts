import { CustodyError } from '../../custody/custody-error.ts';
import type { PosturePart, SealedContainer } from '../../ports/posture-state.ts';
import { indexAccess } from '../../posture/access-index.ts';
import type { AccessSnapshot, UnreadReason } from '../../posture/access-snapshot.ts';
import { mergeSnapshots } from '../../posture/merge-snapshots.ts';
import type { ContainerFacts, PostureFacts, Reading } from '../../posture/posture-facts.ts';
import type { ObservedAccess } from '../../posture/readers-at.ts';
import type { PostureContext } from './posture-context.ts';

const atOnce = 4;

/** Nothing was read: every control that is held against it is unknown. */
export const nothingRead: PostureFacts = {
  access: { kind: 'unread', why: 'not-read', at: new Date(0).toISOString() },
  controllers: { kind: 'unread', why: 'not-read', at: new Date(0).toISOString() },
  accounts: new Map(),
  containers: new Map(),
  diagnostics: new Map(),
  locks: new Map(),
};

/** What one look read: what controls are held against, and of rights the whole reading, to be kept. */
export interface PostureReading {
  readonly facts: PostureFacts;
  readonly observed: ObservedAccess | null;
}

/** Reads what the controls of one part are held against; what Azure does not answer is in it as unread. */
export async function readPosture(
  context: PostureContext,
  part: PosturePart,
  containers: readonly SealedContainer[],
  signal: AbortSignal,
): Promise<PostureReading> {
  switch (part) {
    case 'guards':
      return { facts: { ...nothingRead, ...(await readGuards(context, signal)) }, observed: null };
    case 'rights':
      return await readRights(context, signal);
    case 'containers':
      return {
        facts: { ...nothingRead, containers: await readContainers(context, containers, signal) },
        observed: null,
      };
  }
}

export function containerScope(account: string, container: string): string {
  return `${account}/blobServices/default/containers/${container}`;
}

async function readGuards({ source, place }: PostureContext, signal: AbortSignal) {
  const { account } = place;
  const key = account.toLowerCase();
  const [found, locks, settings] = await Promise.all([
    source.account(account, signal),
    source.locks(account, signal),
    source.diagnosticSettings(`${account}/blobServices/default`, signal),
  ]);
  return {
    accounts: new Map([[key, found]]),
    locks: new Map([[key, locks]]),
    diagnostics: new Map([[key, settings]]),
  };
}

/** Who should hold a right depends on who the controllers are: while they are not known, neither is the rest. */
async function readRights(context: PostureContext, signal: AbortSignal): Promise<PostureReading> {
  const controllers = await readControllers(context, signal);
  if (controllers.kind === 'unread')
    return { facts: { ...nothingRead, controllers, access: controllers }, observed: null };
  const snapshots: AccessSnapshot[] = [];
  for (const subscription of subscriptionsOf(context))
    snapshots.push(await context.source.access(subscription, signal));
  const access = mergeSnapshots(snapshots);
  const account = await context.source.account(context.place.account, signal);
  return {
    facts: {
      ...nothingRead,
      controllers,
      access: { kind: 'read', value: indexAccess(access), at: access.readAt },
    },
    // Left out means that it takes them, as for the control.
    observed: {
      access,
      sharedKeys: account.kind === 'read' ? account.value.allowSharedKeyAccess !== false : null,
    },
  };
}

function subscriptionsOf({ place }: PostureContext): readonly string[] {
  const places = [place.account, ...place.snapshotGroups, ...(place.anchors === null ? [] : [place.anchors])];
  const all = places.map((scope) => scope.split('/').slice(0, 3).join('/'));
  return [...new Map(all.map((scope) => [scope.toLowerCase(), scope])).values()];
}

async function readControllers(
  { people }: PostureContext,
  signal: AbortSignal,
): Promise<Reading<readonly string[]>> {
  const at = new Date().toISOString();
  try {
    const found: string[] = [];
    for (const objectId of await people.holders(['controller'], signal))
      if ((await people.standing(objectId, signal)).enabled) found.push(objectId);
    return { kind: 'read', value: found, at };
  } catch (error) {
    return { kind: 'unread', why: reasonOf(error), at };
  }
}

async function readContainers(
  { policies, place }: PostureContext,
  containers: readonly SealedContainer[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Reading<ContainerFacts>>> {
  const found = new Map<string, Reading<ContainerFacts>>();
  const left = [...containers];
  const readers = Array.from({ length: atOnce }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const key = containerScope(place.account, next.container).toLowerCase();
      found.set(key, containerReading(await policies.read(next.container, signal)));
    }
  });
  await Promise.all(readers);
  return found;
}

/** A container that is not there has neither policy nor hold: that fails, and is not merely unread. */
function containerReading(
  answer: Awaited<ReturnType<PostureContext['policies']['read']>>,
): Reading<ContainerFacts> {
  const { at } = answer;
  if (answer.kind === 'read') {
    const { policy, hold } = answer.value;
    const value = {
      policyState: policy?.state ?? null,
      retentionDays: policy?.days ?? null,
      holdTags: hold.map(({ tag }) => tag),
    };
    return { kind: 'read', value, at };
  }
  if (answer.why === 'missing')
    return { kind: 'read', value: { policyState: null, retentionDays: null, holdTags: [] }, at };
  return answer;
}

function reasonOf(error: unknown): UnreadReason {
  if (!(error instanceof CustodyError)) throw error;
  if (error.code === 'throttled') return 'throttled';
  return error.code === 'cloud-refused' ? 'refused' : 'no-answer';
}
