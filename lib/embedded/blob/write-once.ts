import type { ContainerFacts } from '../cloud-parts.ts';
import { BlobError } from './blob-error.ts';
import type { BlobEffect } from './blob-operation.ts';

/** The blob that a request aims at, as far as write-once rules care. Null: there is none of that name. */
export interface ExistingBlob {
  readonly createdAt: Date;
}

/**
 * Refuses what container-level write-once protection forbids: new blobs may come, nothing that exists may change,
 * and only a blob that outlived its retention, under no legal hold, may be deleted (not overwritten).
 * Tags, tier and leases may change. Source: "Container-level WORM policies for immutable blob data", scenarios and prohibited operations (Microsoft).
 * Throws BlobError 409 BlobImmutableDueToLegalHold or BlobImmutableDueToPolicy.
 */
export function requireWriteOnce(
  container: ContainerFacts,
  effect: BlobEffect,
  existing: ExistingBlob | null,
  now: Date,
): void {
  if (existing === null || effect === 'none') return;
  const { policy, legalHoldTags } = container;
  if (legalHoldTags.length > 0) {
    const words = 'This operation is not permitted as the blob is immutable due to one or more legal holds.';
    throw new BlobError(409, 'BlobImmutableDueToLegalHold', words);
  }
  if (policy === null) return;
  if (effect === 'append' && policy.allowProtectedAppendWrites) return;
  const retainedUntil = existing.createdAt.getTime() + policy.days * 86_400_000;
  if (effect === 'delete' && retainedUntil <= now.getTime()) return;
  const words = 'This operation is not permitted as the blob is immutable due to a policy.';
  throw new BlobError(409, 'BlobImmutableDueToPolicy', words);
}

/** Refuses the deletion of a protected container over the data plane. Throws BlobError 409. */
export function requireDeletableContainer(container: ContainerFacts): void {
  if (container.legalHoldTags.length > 0) {
    const words = 'The requested operation is not allowed as the container has one or more legal holds.';
    throw new BlobError(409, 'ContainerHasLegalHold', words);
  }
  if (container.policy === null) return;
  const state = container.policy.state === 'Locked' ? 'locked immutability policy' : 'immutability policy';
  const words = `The requested operation is not allowed as the container has a ${state}.`;
  throw new BlobError(409, 'ContainerImmutabilityPolicyLocked', words);
}
