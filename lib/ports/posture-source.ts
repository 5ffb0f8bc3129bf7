import type { AccessSnapshot } from '../posture/access-snapshot.ts';

/**
 * What guards the evidence in Azure, read live. Duties: every answer is of this moment and says when; what could not
 * be read is said with its reason and never taken for "nothing there"; nothing is kept; nothing is changed.
 * Only an abort is thrown.
 */
export interface PostureSource {
  /**
   * Who is given or denied what at a scope of one subscription, above it and below it: assignments, eligibilities, denies,
   * role definitions, groups within groups, and the management groups above.
   */
  access(scope: string, signal: AbortSignal): Promise<AccessSnapshot>;
  storageAccount(resourceId: string, signal: AbortSignal): Promise<PostureReading<ObservedAccount>>;
  /** Locks of the subscription that lie at a resource or above it. */
  locks(resourceId: string, signal: AbortSignal): Promise<PostureReading<readonly ObservedLock[]>>;
  diagnosticSettings(
    resourceId: string,
    signal: AbortSignal,
  ): Promise<PostureReading<readonly ObservedDiagnostics[]>>;
}

export type PostureReading<T> =
  | { readonly kind: 'read'; readonly value: T; readonly at: string }
  | { readonly kind: 'unread'; readonly why: UnreadWhy; readonly words: string; readonly at: string };

/** `refused`: a right is missing; `throttled`: asked too often; `no-answer`: none, or none that can be read. */
export type UnreadWhy = 'refused' | 'throttled' | 'no-answer' | 'missing';

/** Null: Azure did not say. */
export interface ObservedAccount {
  readonly publicNetworkAccess: string | null;
  readonly defaultAction: string | null;
  readonly bypass: string | null;
  readonly allowedAddresses: readonly string[];
  readonly allowedSubnets: readonly string[];
  readonly trustedResources: readonly string[];
  readonly privateEndpoints: readonly { readonly id: string; readonly status: string | null }[];
  readonly allowSharedKeyAccess: boolean | null;
  readonly allowBlobPublicAccess: boolean | null;
  readonly minimumTlsVersion: string | null;
  readonly region: string | null;
}

export interface ObservedLock {
  readonly id: string;
  readonly scope: string;
  readonly name: string;
  readonly level: string;
  readonly notes: string | null;
}

export interface ObservedDiagnostics {
  readonly name: string;
  readonly workspaceId: string | null;
  readonly storageAccountId: string | null;
  readonly categories: readonly string[]; // enabled ones; a group as `group:<name>`
}
