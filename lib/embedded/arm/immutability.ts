import type { ContainerRecord, PolicyRecord } from '../cloud/cloud-state.ts';
import { newEtag } from '../cloud/control-plane.ts';
import { ArmError } from './arm-error.ts';
import { policyBody } from './policy-body.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';
import { actorOf, containerId, containerOf, containerPath, touch } from './storage.ts';
import { type StorageParts, storageApiVersion } from './storage-accounts.ts';

const rights = 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies';
const path = `${containerPath}/immutabilityPolicies/default`;
const maxDays = 146_000;
const maxExtensions = 5;

/**
 * Time-based retention of a container. Locked is for ever: it can only be extended, and only five times.
 * Source: Microsoft Learn, "Container-level WORM policies for immutable blob data".
 */
export function immutabilityRoutes(parts: StorageParts): readonly ArmRoute[] {
  const base = { path, apiVersion: storageApiVersion } as const;
  return [
    {
      ...base,
      operation: 'BlobContainers_CreateOrUpdateImmutabilityPolicy',
      method: 'PUT',
      action: `${rights}/write`,
      run: (request) => put(parts, request),
    },
    {
      ...base,
      operation: 'BlobContainers_GetImmutabilityPolicy',
      method: 'GET',
      action: `${rights}/read`,
      run(request) {
        const record = containerOf(parts, request);
        return reply(parts, record, record.policy);
      },
    },
    {
      ...base,
      operation: 'BlobContainers_DeleteImmutabilityPolicy',
      method: 'DELETE',
      action: `${rights}/delete`,
      run: (request) => remove(parts, request),
    },
    {
      ...base,
      operation: 'BlobContainers_LockImmutabilityPolicy',
      method: 'POST',
      path: `${path}/lock`,
      action: `${rights}/lock/action`,
      run: (request) => lock(parts, request),
    },
    {
      ...base,
      operation: 'BlobContainers_ExtendImmutabilityPolicy',
      method: 'POST',
      path: `${path}/extend`,
      action: `${rights}/extend/action`,
      run: (request) => extend(parts, request),
    },
  ];
}

function put(parts: StorageParts, request: ArmRequest): ArmReply {
  const record = containerOf(parts, request);
  const old = record.policy;
  if (old?.state === 'Locked') throw lockedRefusal();
  const match = request.headers['if-match'];
  if (match !== undefined && match !== '*' && match !== old?.etag) throw stale();
  const wanted = propertiesOf(request);
  if (wanted.allowProtectedAppendWrites === true && wanted.allowProtectedAppendWritesAll === true)
    throw new ArmError(
      400,
      'InvalidRequestPropertyValue',
      'The properties allowProtectedAppendWrites and allowProtectedAppendWritesAll are mutually exclusive.',
    );
  record.policy = {
    etag: newEtag(),
    state: 'Unlocked',
    days: daysOf(wanted),
    allowProtectedAppendWrites: wanted.allowProtectedAppendWrites === true,
    allowProtectedAppendWritesAll: wanted.allowProtectedAppendWritesAll === true,
    extensions: 0,
  };
  remember(parts, record, request, 'put');
  return reply(parts, record, record.policy);
}

function lock(parts: StorageParts, request: ArmRequest): ArmReply {
  const { record, policy } = matched(parts, request);
  if (policy.state === 'Locked') throw lockedRefusal();
  policy.state = 'Locked';
  policy.etag = newEtag();
  remember(parts, record, request, 'lock');
  return reply(parts, record, policy);
}

function extend(parts: StorageParts, request: ArmRequest): ArmReply {
  const { record, policy } = matched(parts, request);
  const days = daysOf(propertiesOf(request));
  if (policy.state !== 'Locked')
    throw new ArmError(
      409,
      'InvalidImmutabilityPolicyState',
      'Only a locked immutability policy can be extended.',
    );
  if (days <= policy.days)
    throw new ArmError(
      409,
      'InvalidImmutabilityPeriod',
      'The immutability period of a locked policy can only be increased.',
    );
  if (policy.extensions >= maxExtensions)
    throw new ArmError(
      409,
      'ImmutabilityPolicyExtensionLimit',
      `A locked immutability policy can be extended at most ${maxExtensions} times.`,
    );
  policy.days = days;
  policy.extensions += 1;
  policy.etag = newEtag();
  remember(parts, record, request, 'extend');
  return reply(parts, record, policy);
}

function remove(parts: StorageParts, request: ArmRequest): ArmReply {
  const { record, policy } = matched(parts, request);
  if (policy.state === 'Locked') throw lockedRefusal();
  record.policy = null;
  record.policyHistory = [];
  touch(parts, record);
  return reply(parts, record, null);
}

/** The policy under the If-Match of the request, which lock, extend and delete must send. */
function matched(
  parts: StorageParts,
  request: ArmRequest,
): { record: ContainerRecord; policy: PolicyRecord } {
  const record = containerOf(parts, request);
  const match = request.headers['if-match'];
  if (match === undefined)
    throw new ArmError(
      400,
      'MissingRequiredHeader',
      'An HTTP header that is mandatory for this request is not specified: If-Match.',
    );
  const { policy } = record;
  if (policy === null)
    throw new ArmError(
      404,
      'ImmutabilityPolicyNotFound',
      'The specified immutability policy does not exist.',
    );
  if (match !== '*' && match !== policy.etag) throw stale();
  return { record, policy };
}

function remember(parts: StorageParts, record: ContainerRecord, request: ArmRequest, update: string): void {
  record.policyHistory.push({
    update,
    immutabilityPeriodSinceCreationInDays: record.policy?.days,
    timestamp: parts.now().toISOString(),
    ...actorOf(request),
  });
  touch(parts, record);
}

function reply(parts: StorageParts, record: ContainerRecord, policy: PolicyRecord | null): ArmReply {
  return {
    status: 200,
    headers: policy === null ? {} : { etag: policy.etag },
    body: policyBody(containerId(parts, record), policy),
  };
}

function propertiesOf(request: ArmRequest): Readonly<Record<string, unknown>> {
  const { properties } = request.body;
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, unknown>) : {};
}

function daysOf(properties: Readonly<Record<string, unknown>>): number {
  const days = properties.immutabilityPeriodSinceCreationInDays;
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > maxDays)
    throw new ArmError(
      400,
      'InvalidImmutabilityPeriod',
      `The immutability period must be between 1 and ${maxDays} days.`,
    );
  return days;
}

function lockedRefusal(): ArmError {
  return new ArmError(
    409,
    'ImmutabilityPolicyLocked',
    "Operation not allowed on immutability policy with current state 'Locked'.",
  );
}

function stale(): ArmError {
  return new ArmError(
    412,
    'PreconditionFailed',
    'The condition specified using HTTP conditional header(s) is not met.',
  );
}
