import type { AccessMode, FrozenPolicy } from './access-policy.ts';
import type { NamedPerson } from './named-person.ts';
import type { Remark } from './remark.ts';

/** What every fact of a request names. It stands in the stream of each item that was asked for. */
interface OfRequest {
  readonly requestId: string;
  readonly number: string; // AR-2026-0001
}

interface OfGrant extends OfRequest {
  readonly grantId: string;
}

/** What a read rests on: a grant, or (ids null, the number of the action) a package that its reader asked for themselves. */
interface OfRead {
  readonly requestId: string | null;
  readonly number: string;
  readonly grantId: string | null;
}

/** Which part of an investigation package was looked into. */
export interface PackagePlace {
  readonly path: string | null; // null: the list of its files
  readonly form: 'page' | 'csv' | 'json';
}

/** How a stored copy differs from what was sealed: in one block, the first that was read, or in its size. */
export type CopyDifference =
  | {
      readonly block: { readonly index: number; readonly start: string; readonly end: string };
      readonly expected: string; // hex SHA-256, from the block manifest
      readonly actual: string;
    }
  | { readonly size: { readonly sealed: string; readonly found: string } }; // bytes, decimal

/** Facts of access to evidence: asked for, decided by others, given, used, over. */
export interface AccessEventShapes {
  'access.requested': OfRequest & {
    mode: AccessMode;
    addressRange: string;
    hours: number;
    exhibits: readonly string[]; // everything asked for together
    policy: FrozenPolicy;
    expiresAt: string;
  };
  /** A remark by its digest alone while the request waits; told whole afterwards. */
  'access.commented': OfRequest & { remarkSha256: string; text: string | null };
  'access.approved': OfRequest & {
    approvals: number;
    needed: number;
    asStandIn: boolean; // the approver's role counts only because too few of the named could decide
    remarkSha256: string | null;
  };
  'access.refused': OfRequest & { remarks: readonly Remark[] };
  'access.granted': OfGrant & {
    mode: AccessMode;
    grantee: NamedPerson;
    approvers: readonly NamedPerson[];
    addressRange: string;
    endsAt: string;
    remarks: readonly Remark[];
  };
  'access.withdrawn': OfRequest & { remarks: readonly Remark[] };
  'access.expired': OfRequest & { approvals: number; needed: number; remarks: readonly Remark[] };
  'access.revoked': OfGrant & { grantee: NamedPerson };
  'access.ended': OfGrant & { grantee: NamedPerson; endsAt: string };
  /** Recorded and signed for before the first byte leaves. Offsets are decimal, `end` exclusive. */
  'access.content-opened': OfRead & {
    readId: string;
    start: string;
    end: string;
    sizeBytes: string;
    sha256: string; // of the whole item, as sealed
    inside?: PackagePlace;
    seen?: true; // shown as a page, with what the image says of itself; left out: handed out as a file
  };
  'access.content-read': OfRead & {
    readId: string;
    start: string;
    end: string | null; // of what was handed to the network, which may be more than what arrived
    bytes: string | null; // null: nobody saw how far it came
    result: 'complete' | 'broken-off' | 'mismatch' | 'unknown';
    problem: string | null;
    inside?: PackagePlace & {
      readonly rows: number | null; // handed out
      readonly sha256: string | null; // of the file, unpacked
      readonly verdict: string | null; // why nothing of the archive was read
    };
    /** Shown, not handed out as a file: the page, and every place that the image’s structure was read from. */
    seen?: readonly { readonly start: string; readonly end: string }[];
  };
  /** The stored copy is no longer what was sealed: nothing of the item is handed out any more. */
  'evidence.frozen': CopyDifference & {
    readId: string; // of the read, or of the full read, that found it
    workingCopies?: readonly string[]; // disks made of the item before, by number; older records have none
  };
}
