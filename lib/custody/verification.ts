/** How a verification of the ledger ended. `not-checked`: a part could not be read, so nothing is said. */
export type VerificationOutcome = 'held' | 'findings' | 'not-checked';

/** What was covered and found, as the register keeps it; the report has it whole. Sizes are decimal numbers of entries. */
export interface VerifiedLedger {
  readonly verificationId: string;
  readonly outcome: VerificationOutcome;
  readonly attempt: number; // from 1; an earlier one ended with its worker
  readonly entries: string | null; // null where nothing was checked
  readonly root: string | null; // base64, of these entries
  readonly anchoredUpTo: string | null;
  readonly witnessedUpTo: string | null;
  readonly findings: number;
  readonly firstFindings: readonly { readonly attack: string; readonly where: string }[]; // at most twenty
  readonly reportSha256: string | null; // hex, of the report's bytes
  readonly problem: string | null; // why it was not checked
}

/** The result in one sentence. Pure. */
export function verifiedSentence(verified: VerifiedLedger): string {
  switch (verified.outcome) {
    case 'held':
      return `Every check held over ${covered(verified)}.`;
    case 'findings':
      return `${count(verified.findings)} over ${covered(verified)}: ${placesOf(verified)}.`;
    case 'not-checked':
      return `It could not be carried out, so nothing is said of the ledger: ${verified.problem ?? 'no cause was recorded.'}`;
  }
}

function covered({ entries, anchoredUpTo, witnessedUpTo }: VerifiedLedger): string {
  const size = entries === '1' ? '1 entry' : `${entries ?? 'no'} entries`;
  return `${size}, anchored up to ${anchoredUpTo ?? '0'}, witnessed up to ${witnessedUpTo ?? '0'}`;
}

function count(findings: number): string {
  return findings === 1 ? '1 check failed' : `${findings} checks failed`;
}

function placesOf({ findings, firstFindings }: VerifiedLedger): string {
  const places = firstFindings.slice(0, 3).map(({ attack, where }) => `${attack}, ${where}`);
  return findings > places.length ? `${places.join('; ')}; and more` : places.join('; ');
}
