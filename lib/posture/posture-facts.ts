import type { AccessIndex } from './access-index.ts';
import type { UnreadReason } from './access-snapshot.ts';

/** What Azure answered, or that it did not. Times are ISO 8601. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T; readonly at: string }
  | { readonly kind: 'unread'; readonly why: UnreadReason; readonly at: string };

/** Everything observed that controls are held against. Lists are by scope in small letters; a missing one was not read. */
export interface PostureFacts {
  readonly access: Reading<AccessIndex>;
  readonly controllers: Reading<readonly string[]>; // object ids of who bears the app role
  readonly accounts: ReadonlyMap<string, Reading<AccountFacts>>;
  readonly containers: ReadonlyMap<string, Reading<ContainerFacts>>;
  readonly diagnostics: ReadonlyMap<string, Reading<readonly DiagnosticSetting[]>>; // of the account's blob service
  readonly locks: ReadonlyMap<string, Reading<readonly Lock[]>>; // on the scope and inherited by it
}

/** As ARM answers; null where it leaves a property out. */
export interface AccountFacts {
  readonly publicNetworkAccess: string | null;
  readonly defaultAction: string | null;
  readonly rules: readonly string[]; // addresses, ids of subnets, ids of resources that are let in
  readonly bypass: string | null; // "Logging, Metrics"
  readonly privateEndpoints: readonly { readonly id: string; readonly status: string }[];
  readonly allowSharedKeyAccess: boolean | null;
  readonly allowBlobPublicAccess: boolean | null;
  readonly minimumTlsVersion: string | null;
}

export interface ContainerFacts {
  readonly policyState: string | null; // null: no policy
  readonly retentionDays: number | null;
  readonly holdTags: readonly string[];
}

export interface DiagnosticSetting {
  readonly name: string;
  readonly workspace: string | null;
  readonly categories: readonly string[]; // enabled ones
  readonly groups: readonly string[]; // enabled category groups
}

export interface Lock {
  readonly scope: string;
  readonly level: string;
}

/** What one reading says of a demand. `raw`: the value as read, equal for equal states. */
export interface Finding {
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly raw: string;
  readonly why: string; // empty when it passes
  readonly readAt: string | null;
}

/** What a rule says of a value, whenever it was read. */
export type Judgement = Omit<Finding, 'readAt'>;

/** Judges a reading; one that is missing or failed is unknown, with Azure's reason. */
export function judge<T>(reading: Reading<T> | undefined, rule: (value: T) => Judgement): Finding {
  if (reading === undefined) return unreadFinding('not-read', null);
  if (reading.kind === 'unread') return unreadFinding(reading.why, reading.at);
  return { ...rule(reading.value), readAt: reading.at };
}

export function pass(raw: string): Judgement {
  return { verdict: 'pass', raw, why: '' };
}

export function fail(raw: string, why: string): Judgement {
  return { verdict: 'fail', raw, why };
}

export function unknown(raw: string, why: string): Judgement {
  return { verdict: 'unknown', raw, why };
}

/** Why something was not read, as words. */
export function unreadWords(reason: UnreadReason): string {
  switch (reason) {
    case 'refused':
      return 'Azure refused the reading';
    case 'throttled':
      return 'Azure asked to slow down';
    case 'no-answer':
      return 'Azure did not answer';
    case 'missing':
      return 'it is not there';
    case 'not-read':
      return 'it was not read';
  }
}

function unreadFinding(reason: UnreadReason, readAt: string | null): Finding {
  return { verdict: 'unknown', raw: 'not read', why: `${unreadWords(reason)}.`, readAt };
}
