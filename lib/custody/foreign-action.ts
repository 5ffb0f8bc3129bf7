/** A file that was fetched in a session of Microsoft's portal, as Microsoft's audit names it. */
export interface FetchedFile {
  readonly name: string;
  readonly sha256: string | null; // hex
  readonly sizeBytes: number | null;
}

const auditMark = 'audit:';

/** The id of what no list of actions has: by the digest of the audit's own record, hex. */
export function auditId(recordSha256: string): string {
  return `${auditMark}${recordSha256}`;
}

/** Whether only Microsoft's audit tells of it: it was done in Microsoft's portal. */
export function isOfPortal(defenderId: string): boolean {
  return defenderId.startsWith(auditMark);
}
