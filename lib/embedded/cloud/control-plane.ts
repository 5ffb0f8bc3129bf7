import { randomUUID } from 'node:crypto';
import type { ContainerFacts, ControlPlane, StorageAccountFacts } from '../cloud-parts.ts';
import type { AccessBook } from './access-book.ts';
import type { CloudClock } from './clock.ts';
import type { ContainerRecord, StateFile } from './cloud-state.ts';
import type { AccountRecord } from './guard-records.ts';
import type { SigningKey } from './signing-key.ts';
import { readToken } from './tokens.ts';

/** What the blob service asks before it serves a request: tokens, rights, accounts, container protection. */
export function controlPlane(options: {
  readonly key: SigningKey;
  readonly store: StateFile;
  readonly access: AccessBook;
  readonly clock: CloudClock;
}): ControlPlane {
  const { key, store, clock } = options;
  return {
    principalOf(bearer, audience) {
      const read = readToken(key, bearer, audience, clock.now());
      if (!('claims' in read) || typeof read.claims.oid !== 'string') return null;
      const { oid, upn } = read.claims;
      return { objectId: oid, upn: typeof upn === 'string' ? upn : null };
    },
    allows: options.access.allows,
    account(name) {
      const record = store.state.accounts[name];
      return record === undefined ? null : accountFacts(record);
    },
    container(account, name) {
      const record = store.state.containers[containerKey(account, name)];
      return record === undefined ? null : factsOf(record);
    },
    createContainer(account, name) {
      return factsOf(makeContainer(store, account, name, {}, clock.now()));
    },
    listContainers: (account) =>
      Object.values(store.state.containers)
        .filter((one) => one.account === account)
        .map(factsOf),
    collectsLogs(account, category) {
      const resource = `${store.state.accounts[account]?.id}/blobServices/default`.toLowerCase();
      return store.state.diagnostics.some(
        (one) =>
          one.resource.toLowerCase() === resource &&
          one.logs.some((log) => log.category === category && log.enabled),
      );
    },
    now: clock.now,
  };
}

export function containerKey(account: string, name: string): string {
  return `${account}/${name}`.toLowerCase();
}

export function newEtag(): string {
  return `"0x8D${randomUUID().replaceAll('-', '').slice(0, 13).toUpperCase()}"`;
}

/** Creates the container's record, or answers the one that is there. */
export function makeContainer(
  store: StateFile,
  account: string,
  name: string,
  metadata: Readonly<Record<string, string>>,
  now: Date,
): ContainerRecord {
  const key = containerKey(account, name);
  const known = store.state.containers[key];
  if (known !== undefined) return known;
  const record: ContainerRecord = {
    account,
    name,
    etag: newEtag(),
    lastModified: now.toISOString(),
    metadata: { ...metadata },
    policy: null,
    policyHistory: [],
    holds: [],
  };
  store.state.containers[key] = record;
  store.save();
  return record;
}

function accountFacts(record: AccountRecord): StorageAccountFacts {
  const revoked = record.delegationKeysRevokedAt;
  return {
    name: record.name,
    resourceId: record.id,
    location: record.location,
    publicNetworkAccess: record.publicNetworkAccess,
    allowSharedKeyAccess: record.allowSharedKeyAccess,
    defaultAction: record.networkAcls.defaultAction,
    allowedAddresses: record.networkAcls.ipRules.map((rule) => rule.value),
    delegationKeysRevokedAt: revoked === null ? null : new Date(revoked),
  };
}

function factsOf(record: ContainerRecord): ContainerFacts {
  return {
    name: record.name,
    etag: record.etag,
    lastModified: new Date(record.lastModified),
    metadata: record.metadata,
    policy: record.policy,
    legalHoldTags: record.holds.map((hold) => hold.tag),
  };
}
