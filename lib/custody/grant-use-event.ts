import type { AzureTrace } from './azure-trace.ts';
import type { ReadDigests } from './read-digests.ts';
import type { WorkingCopyEnd } from './working-copy.ts';

interface OfGrant {
  readonly requestId: string;
  readonly number: string; // AR-2026-0001
  readonly grantId: string;
}

interface OfWorkingCopy extends OfGrant {
  readonly workingCopyId: string;
  readonly workingCopy: string; // its own item number: EV-2026-0001-W1
}

/** Facts of a grant that is used past the portal: by a link, or as a disk made of the copy. */
export interface GrantUseEventShapes {
  /** Recorded and signed for before the link is shown. The link itself is nowhere: its SHA-256 recognises it. */
  'access.link-made': OfGrant & {
    linkId: string;
    grantee: { readonly objectId: string; readonly displayName: string }; // whose own token it needs
    account: string;
    container: string;
    blob: string;
    sasSha256: string; // hex, of the query that was signed
    startsAt: string;
    endsAt: string;
    addresses: string; // as the grant has them
    keyObjectId: string; // of the identity whose delegation key signed it
    keyExpiry: string;
  };
  /** It was signed, and nobody ever saw it. */
  'access.link-withheld': OfGrant & { linkId: string; problem: string };
  /** Somebody wants every link of the account ended; Azure does it later. */
  'access.links-revoking': OfGrant & {
    revocationId: string;
    linkIds: readonly string[]; // of this grant, for this item
    grants: readonly string[]; // numbers of those in its incident that lose their links by it
  };
  'access.links-revoked': OfGrant & {
    revocationId: string;
    linkIds: readonly string[];
    account: string;
    azure: readonly AzureTrace[];
  };
  'derivative.requested': OfWorkingCopy & {
    grantee: { readonly objectId: string; readonly displayName: string };
    machineId: string;
    lun: number;
    resourceGroup: string; // where the disk will be
    sealed: { readonly sha256: string; readonly payloadSha256: string; readonly sizeBytes: string };
  };
  /** What the disk held when it was made; from its attaching on it may change. */
  'derivative.imported': OfWorkingCopy & {
    diskId: string;
    path: 'import' | 'upload';
    pathReason: string | null; // why it was uploaded
    digests: ReadDigests; // read from the disk itself; Azure writes the footer anew, so the payload's is compared
    azure: readonly AzureTrace[];
  };
  'derivative.attached': OfWorkingCopy & {
    diskId: string;
    machineId: string;
    lun: number;
    azure: readonly AzureTrace[];
  };
  'derivative.removal-requested': OfWorkingCopy & { state: string };
  'derivative.detached': OfWorkingCopy & {
    machineId: string;
    why: WorkingCopyEnd;
    azure: readonly AzureTrace[];
  };
  'derivative.removed': OfWorkingCopy & {
    diskId: string;
    why: WorkingCopyEnd;
    azure: readonly AzureTrace[];
  };
  'derivative.failed': OfWorkingCopy & {
    doing: 'make' | 'remove';
    problem: string;
    willRetry: boolean;
    azure: readonly AzureTrace[];
  };
}
