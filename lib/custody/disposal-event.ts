import type { NamedPerson } from './named-person.ts';

interface OfDisposal {
  readonly disposalId: string;
  readonly number: string; // DSP-2026-0001
  readonly exhibitNumber: string;
}

/** Who had a part in a disposal: all of them different people. */
export interface DisposalParties {
  readonly proposer: NamedPerson;
  readonly approvers: readonly NamedPerson[];
}

/** What was deleted, by name, and how it is known to be gone. */
export interface DeletedBlob {
  readonly container: string;
  readonly blob: string;
  readonly etag: string | null; // null: it was gone before
  readonly sizeBytes: string | null;
  readonly requestId: string | null; // of the storage service, for its own log
  readonly deletedAt: string;
  readonly readBackAt: string; // when the store answered 404 for it
}

/** Everything that a certificate of disposal says; printed as it stands here. */
export interface DisposalCertificate extends OfDisposal {
  readonly account: string;
  readonly description: string;
  readonly sha256: string; // of the copy, as sealed
  readonly sealedAt: string;
  readonly retentionUntil: string;
  readonly reason: string;
  readonly proposal: string; // PR-2026-0001
  readonly parties: DisposalParties;
  readonly witness: NamedPerson;
  readonly witnessedAt: string;
  readonly statement: string; // what the witness signed for
  readonly deleted: readonly DeletedBlob[];
}

export interface DisposalEventShapes {
  'evidence.disposal-approved': OfDisposal & { proposal: string; parties: DisposalParties };
  'evidence.disposal-witnessed': OfDisposal & { statement: string };
  /** Recorded before the first blob is deleted: from here on an end is told, or somebody is told why there is none. */
  'evidence.disposal-begun': OfDisposal & { blobs: readonly string[]; guardReadAt: string };
  'evidence.disposed': DisposalCertificate;
  'evidence.disposal-stopped': OfDisposal & { why: string };
}
