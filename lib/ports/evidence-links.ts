import type { ReadGrant, Traced } from './disk-snapshots.ts';

/**
 * Links to sealed copies, signed with a user delegation key. Duties: a link reads one blob over https, from the named
 * addresses, for one person who must show their own token besides, and never more than its signer may; it lives in
 * memory only. Revoking the account's keys ends every link, whoever it was made for; it can be repeated.
 */
export interface EvidenceLinks {
  readonly account: string;
  /** The ranges of the SOC's network: links are made to addresses inside them only. */
  readonly network: readonly string[];
  sign(wanted: WantedLink, signal: AbortSignal): Promise<SignedLink>;
  revokeKeys(signal: AbortSignal): Promise<Traced<{ readonly revoked: boolean }>>;
}

export interface WantedLink {
  readonly container: string;
  readonly blob: string;
  readonly addresses: { readonly start: string; readonly end: string }; // IPv4, both included
  readonly startsAt: Date;
  readonly endsAt: Date; // whole seconds
  readonly personObjectId: string;
  readonly correlationId: string; // stands in the storage account's own log beside each use
}

export interface SignedLink {
  readonly link: ReadGrant;
  readonly sasSha256: string; // hex, of the query
  readonly keyObjectId: string;
  readonly keyExpiry: string;
}
