import { CustodyError } from '../../custody/custody-error.ts';
import type { SealedContainer } from '../../ports/posture-state.ts';
import type { Control } from '../../posture/control.ts';
import { demandedControls } from '../../posture/demanded-controls.ts';
import type { PostureFacts } from '../../posture/posture-facts.ts';
import type { PostureContext } from './posture-context.ts';
import { containerScope } from './read-posture.ts';

/**
 * The controls of the house as it is now. Out: null while the product's own identities cannot be named, so that nobody
 * could say whose rights are whose.
 */
export async function demandedOf(
  { place }: PostureContext,
  controllers: PostureFacts['controllers'],
  containers: readonly SealedContainer[],
  signal: AbortSignal,
): Promise<readonly Control[] | null> {
  try {
    const identities = await place.identities(signal);
    return demandedControls({
      controllers: controllers.kind === 'read' ? controllers.value : [],
      identities,
      account: place.account,
      containers: containers.map(({ container, retentionDays, holdTag }) => ({
        scope: containerScope(place.account, container),
        retentionDays,
        holdTag,
      })),
      snapshotGroups: place.snapshotGroups,
      workspace: place.workspace ?? '',
      anchors: place.anchors,
      privateEndpoints: place.privateEndpoints ?? [],
      network: { rules: [], bypass: [] },
    });
  } catch (error) {
    if (error instanceof CustodyError) return null;
    throw error;
  }
}
