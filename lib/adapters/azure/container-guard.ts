import type { BlobContainer, TagProperty, UpdateHistoryProperty } from '@azure/arm-storage';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  ContainerGuard,
  GuardActor,
  HoldTag,
  PolicyChange,
  RetentionPolicy,
} from '../../ports/locker-policies.ts';
import { extensionsLeft } from './extensions-left.ts';

/** What Azure says that guards a container. Throws `cloud-unavailable` for a history without a time. */
export function containerGuard(container: string, found: BlobContainer): ContainerGuard {
  return {
    container,
    policy: policyOf(found),
    hold: (found.legalHold?.tags ?? []).map(tagOf),
    readAt: new Date().toISOString(),
  };
}

function policyOf({ immutabilityPolicy: policy }: BlobContainer): RetentionPolicy | null {
  const state = policy?.state;
  const days = policy?.immutabilityPeriodSinceCreationInDays;
  if (policy === undefined || days === undefined || (state !== 'Locked' && state !== 'Unlocked')) return null;
  const history = (policy.updateHistory ?? []).map(changeOf).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return {
    state,
    days,
    appends: appendsOf(policy),
    extensionsLeft: extensionsLeft(policy),
    history,
  };
}

function appendsOf(policy: NonNullable<BlobContainer['immutabilityPolicy']>): RetentionPolicy['appends'] {
  if (policy.allowProtectedAppendWritesAll === true) return 'append-and-block-blobs';
  return policy.allowProtectedAppendWrites === true ? 'append-blobs' : 'none';
}

function changeOf(one: UpdateHistoryProperty): PolicyChange {
  return {
    change: one.update ?? 'unknown',
    days: one.immutabilityPeriodSinceCreationInDays ?? null,
    at: timeOf(one.timestamp),
    by: actorOf(one),
  };
}

function tagOf(one: TagProperty): HoldTag {
  return { tag: one.tag ?? '', at: timeOf(one.timestamp), by: actorOf(one) };
}

function timeOf(at: Date | undefined): string {
  if (at !== undefined) return at.toISOString();
  throw new CustodyError('cloud-unavailable', 'Azure told what was done to a guard without saying when.');
}

function actorOf(one: UpdateHistoryProperty | TagProperty): GuardActor {
  return { objectId: one.objectIdentifier ?? null, tenantId: one.tenantId ?? null, name: one.upn ?? null };
}
