import { ArmError } from './arm-error.ts';

/** A snapshot PUT, checked and with Azure's defaults filled in. */
export interface SnapshotBody {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly sku: string;
  readonly sourceResourceId: string;
  readonly incremental: boolean;
  readonly networkAccessPolicy: string;
  readonly publicNetworkAccess: string;
  readonly diskAccessId: string | null;
}

const skus = ['Standard_LRS', 'Standard_ZRS', 'Premium_LRS'];
const policies = ['AllowAll', 'AllowPrivate', 'DenyAll'];

/** Throws 400 in Azure's words for a missing or contradictory field. */
export function readSnapshotRequest(body: Readonly<Record<string, unknown>>): SnapshotBody {
  const properties = record(body.properties);
  const creation = record(properties.creationData);
  const request: SnapshotBody = {
    location: text(body.location, 'location').toLowerCase().replaceAll(' ', ''),
    tags: record(body.tags) as Record<string, string>,
    sku: String(record(body.sku).name ?? 'Standard_LRS'),
    sourceResourceId: text(creation.sourceResourceId, 'snapshot.creationData.sourceResourceId'),
    incremental: properties.incremental === true,
    networkAccessPolicy: String(properties.networkAccessPolicy ?? 'AllowAll'),
    publicNetworkAccess: String(properties.publicNetworkAccess ?? 'Enabled'),
    diskAccessId: typeof properties.diskAccessId === 'string' ? properties.diskAccessId : null,
  };
  if (creation.createOption !== 'Copy')
    throw new ArmError(
      400,
      'InvalidParameter',
      "The value of parameter 'snapshot.creationData.createOption' is invalid.",
    );
  if (!skus.includes(request.sku))
    throw new ArmError(400, 'InvalidParameter', "The value of parameter 'sku' is invalid.");
  if (!policies.includes(request.networkAccessPolicy))
    throw new ArmError(
      400,
      'InvalidParameter',
      "The value of parameter 'snapshot.networkAccessPolicy' is invalid.",
    );
  if (
    Object.keys(request.tags).length > 50 ||
    Object.values(request.tags).some((value) => String(value).length > 256)
  )
    throw new ArmError(
      400,
      'InvalidTagValue',
      'A resource has at most 50 tags with values of at most 256 characters.',
    );
  if ((request.diskAccessId !== null) !== (request.networkAccessPolicy === 'AllowPrivate'))
    throw new ArmError(
      400,
      'ConflictingUserInput',
      'Disk Access is only supported for disks with NetworkAccessPolicy AllowPrivate, and AllowPrivate needs one.',
    );
  return request;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ArmError(400, 'InvalidParameter', `Required parameter '${name}' is missing (null).`);
}
