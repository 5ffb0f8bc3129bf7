import type { EndedAcquisition, ReadDigestsAnswer } from './follow-acquisition.ts';

/** One ended acquisition for a terminal: the state, every digest of both reads, and how the copy is protected. */
export function evidenceLines(ended: EndedAcquisition): string {
  const { evidence } = ended;
  const lines = [
    `${ended.exhibitNumber}  ${ended.disk}  ${evidence.state}${evidence.rehearsal ? ' (rehearsal, no evidence)' : ''}${ended.message === null ? '' : `  ${ended.message}`}`,
    ...digestLines('source', evidence.sourceDigests),
    ...digestLines('stored copy', evidence.storedDigests),
  ];
  const { protection } = evidence;
  if (protection !== null) {
    lines.push(
      `  policy ${protection.policyState}, kept until ${protection.retentionUntil ?? 'Unknown'}, ` +
        `legal hold ${protection.legalHoldTags.join(', ') || 'none'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function digestLines(what: string, read: ReadDigestsAnswer | null): string[] {
  if (read === null) return [`  ${what}: not read`];
  return [
    `  ${what}`,
    `    SHA-256           ${read.sha256}`,
    `    payload SHA-256   ${read.payloadSha256}`,
    `    block manifest    ${read.manifestRoot}`,
    `    bytes             ${read.sizeBytes} (${read.bytesRead} read, ${read.bytesKnownZero} known to be zero)`,
  ];
}
