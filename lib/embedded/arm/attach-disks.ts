import type { AccessBook } from '../cloud/access-book.ts';
import type { StateFile } from '../cloud/cloud-state.ts';
import type { WorkingDiskRecord } from '../cloud/guard-records.ts';
import { ArmError, resourceNotFound } from './arm-error.ts';
import type { CatalogueMachine } from './machine-catalogue.ts';
import { computeVersion } from './machines.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';
import { storageProfile } from './storage-profile.ts';
import { diskState, workingDisk } from './working-disk-body.ts';

interface AttachParts {
  readonly store: StateFile;
  readonly machines: readonly CatalogueMachine[];
  readonly access: AccessBook;
  readonly now: () => Date;
}

interface Wanted {
  readonly dataDisksToAttach?: readonly {
    readonly diskId: string;
    readonly lun?: number;
    readonly caching?: string;
  }[];
  readonly dataDisksToDetach?: readonly { readonly diskId: string }[];
}

/** Attach and detach by name: the machine's other disks are not touched. Shapes: Compute 2024-07-01. */
export function attachRoutes(parts: AttachParts): readonly ArmRoute[] {
  return [
    {
      operation: 'VirtualMachines_AttachDetachDataDisks',
      method: 'POST',
      path: '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}/attachDetachDataDisks',
      apiVersion: computeVersion,
      action: 'Microsoft.Compute/virtualMachines/attachDetachDataDisks/action',
      run: (request) => run(parts, request),
    },
  ];
}

function run(parts: AttachParts, request: ArmRequest): ArmReply {
  const machine = parts.machines.find((one) => one.id.toLowerCase() === request.resourceId.toLowerCase());
  if (machine === undefined)
    throw resourceNotFound(
      'Microsoft.Compute/virtualMachines',
      request.params.name ?? '',
      request.params.group ?? '',
    );
  const { dataDisksToAttach = [], dataDisksToDetach = [] } = request.body as Wanted;
  const leaving = dataDisksToDetach.map(({ diskId }) => attachedHere(parts, machine, diskId));
  const coming = dataDisksToAttach.map((one) => ({
    disk: attachable(parts, request, machine, one.diskId),
    lun: one.lun ?? -1,
  }));
  for (const disk of leaving) disk.attachedTo = null;
  for (const { disk, lun } of coming)
    disk.attachedTo = { machineId: machine.id, lun: freeLun(parts, machine, lun) };
  parts.store.save();
  return { status: 200, body: storageProfile(machine, parts.store) };
}

function attachedHere(parts: AttachParts, machine: CatalogueMachine, diskId: string): WorkingDiskRecord {
  const disk = workingDisk(parts.store, diskId);
  if (disk?.attachedTo?.machineId === machine.id) return disk;
  throw new ArmError(
    400,
    'InvalidParameter',
    `Disk '${diskId}' cannot be detached as it is not attached to VM '${machine.name}'.`,
  );
}

function attachable(
  parts: AttachParts,
  request: ArmRequest,
  machine: CatalogueMachine,
  diskId: string,
): WorkingDiskRecord {
  const action = 'Microsoft.Compute/disks/read';
  if (!parts.access.allows(request.caller.objectId, diskId, action, 'action'))
    throw new ArmError(
      403,
      'LinkedAuthorizationFailed',
      `The client '${request.caller.clientId}' has permission to perform action on scope '${machine.id}'; however, it does not have permission to perform action(s) '${action}' on the linked scope(s) '${diskId}'.`,
    );
  const disk = workingDisk(parts.store, diskId);
  if (disk === undefined) throw new ArmError(404, 'NotFound', `Disk ${diskId} is not found.`);
  if (disk.attachedTo !== null && disk.attachedTo.machineId !== machine.id)
    throw new ArmError(
      409,
      'ConflictingUserInput',
      `Disk '${disk.id}' cannot be attached as the disk is already owned by VM '${disk.attachedTo.machineId}'.`,
    );
  if (disk.location !== machine.location)
    throw new ArmError(
      400,
      'BadRequest',
      `Disk ${disk.name} is in another location than VM ${machine.name}.`,
    );
  const state = diskState(disk, parts.now());
  if (disk.provisioningState !== 'Succeeded' || !/Unattached|Attached/.test(state))
    throw new ArmError(409, 'OperationNotAllowed', `Disk ${disk.name} is in state ${state}.`);
  return disk;
}

/** -1 asks for any; a number that is taken is refused. */
function freeLun(parts: AttachParts, machine: CatalogueMachine, wanted: number): number {
  const taken = Object.values(parts.store.state.workingDisks)
    .filter((one) => one.attachedTo?.machineId === machine.id)
    .map((one) => one.attachedTo?.lun);
  if (wanted >= 0 && taken.includes(wanted))
    throw new ArmError(409, 'ConflictingUserInput', `A disk at LUN ${wanted} already exists.`);
  if (wanted >= 0) return wanted;
  for (let lun = 0; ; lun += 1) if (!taken.includes(lun)) return lun;
}
