import type { AccessBook } from '../cloud/access-book.ts';
import { diskAccessName } from '../cloud/tenant.ts';
import { ArmError } from './arm-error.ts';
import type { CatalogueDisk } from './machine-catalogue.ts';
import type { ArmRequest } from './route.ts';
import type { SnapshotBody } from './snapshot-request.ts';

/** The disk that a snapshot copies, after every refusal Azure has for it: rights, region, SKU, private link. */
export function snapshotSource(
  access: AccessBook,
  catalogue: readonly CatalogueDisk[],
  request: ArmRequest,
  wanted: SnapshotBody,
): CatalogueDisk {
  const source = wanted.sourceResourceId;
  if (!access.allows(request.caller.objectId, source, 'Microsoft.Compute/disks/read', 'action'))
    throw new ArmError(
      403,
      'LinkedAuthorizationFailed',
      `The client '${request.caller.clientId}' with object id '${request.caller.objectId}' has permission to perform action 'Microsoft.Compute/snapshots/write' on scope '${request.resourceId}'; however, it does not have permission to perform action(s) 'Microsoft.Compute/disks/read' on the linked scope(s) '${source}'.`,
    );
  const disk = catalogue.find((one) => one.id.toLowerCase() === source.toLowerCase());
  if (disk === undefined)
    throw new ArmError(404, 'NotFound', `Resource ${source.split('/').at(-1)} is not found.`);
  if (disk.machine.location !== wanted.location)
    throw new ArmError(
      400,
      'InvalidParameter',
      `The source resource is in location '${disk.machine.location}' and a full copy must be in the same location, not '${wanted.location}'.`,
    );
  if (/^(UltraSSD|PremiumV2)/i.test(disk.sku) && !wanted.incremental)
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `Only incremental snapshots are supported for disks of sku ${disk.sku}.`,
    );
  if (
    wanted.incremental &&
    disk.machine.subscriptionId.toLowerCase() !== request.params.subscriptionId?.toLowerCase()
  )
    throw new ArmError(
      400,
      'BadRequest',
      'An incremental snapshot must be in the same subscription as its source disk.',
    );
  if (wanted.diskAccessId !== null) requireDiskAccess(request, wanted);
  return disk;
}

function requireDiskAccess(request: ArmRequest, wanted: SnapshotBody): void {
  const { subscriptionId, group } = request.params;
  const known = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/diskAccesses/${diskAccessName}`;
  if (wanted.diskAccessId?.toLowerCase() !== known.toLowerCase())
    throw new ArmError(404, 'NotFound', `Resource ${wanted.diskAccessId?.split('/').at(-1)} is not found.`);
}
