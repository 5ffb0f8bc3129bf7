import { CustodyError } from '../../custody/custody-error.ts';

export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly type: string; // "Microsoft.Compute/disks"
  readonly name: string;
}

const pattern = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i;

/** Splits the id of a top-level resource. Throws `invalid-input` for anything else. */
export function parseResourceId(id: string): ResourceId {
  const [, subscriptionId, resourceGroup, type, name] = pattern.exec(id) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || type === undefined || name === undefined)
    throw new CustodyError(
      'invalid-input',
      `This is not the resource id of an Azure resource: ${id.slice(0, 200)}`,
    );
  return { subscriptionId, resourceGroup, type, name };
}
