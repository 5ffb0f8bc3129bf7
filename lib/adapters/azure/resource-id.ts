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

/** The subscription of a scope. Throws `invalid-input` for one that lies in none. */
export function subscriptionIdOf(scope: string): string {
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)/i.exec(scope) ?? [];
  if (subscriptionId !== undefined) return subscriptionId;
  throw new CustodyError('invalid-input', `This scope lies in no subscription: ${scope.slice(0, 200)}`);
}
