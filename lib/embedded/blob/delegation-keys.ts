import { createHmac, randomBytes } from 'node:crypto';
import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';
import type { StorageAccountFacts } from '../cloud-parts.ts';

/** What a user delegation key is made for; times as the caller wrote them. */
export interface DelegationKeyFacts {
  readonly objectId: string;
  readonly tenantId: string;
  readonly start: string;
  readonly expiry: string;
  readonly service: string;
  readonly version: string;
}

export interface DelegationKeys {
  /** The key itself, base64. The same facts give the same key until the account's keys are revoked. */
  valueOf(account: StorageAccountFacts, facts: DelegationKeyFacts): string;
  /** What the log shows of a secret: equal for equal ones, and nobody outside can compute it beforehand. */
  trace(secret: string): string;
}

/** Keys are derived, not stored: a secret of this home, the facts, and when the account's keys were last revoked. */
export function delegationKeys(file: string): DelegationKeys {
  const stored = readIfThere(file);
  const secret = stored ?? randomBytes(32).toString('base64url');
  if (stored === null) writeOwnerOnly(file, secret);
  return {
    valueOf(account, facts) {
      const { objectId, tenantId, start, expiry, service, version } = facts;
      const revoked = account.delegationKeysRevokedAt?.toISOString() ?? 'never';
      const parts = ['key', account.resourceId, revoked, objectId, tenantId, start, expiry, service, version];
      return createHmac('sha256', secret).update(parts.join('\n')).digest('base64');
    },
    trace: (value) => createHmac('sha256', secret).update(`trace\n${value}`).digest('hex').toUpperCase(),
  };
}
