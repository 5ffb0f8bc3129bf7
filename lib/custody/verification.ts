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

/** What a verification does, in order, and what each step is called while it waits or runs. */
export const verificationSteps = {
  anchors: 'What lies in the anchors',
  database: 'Anchors and database, entry by entry',
  tables: 'The tables beside the ledger',
  witnesses: 'What the witnesses hold',
} as const;

export type VerificationStep = keyof typeof verificationSteps;

export function isVerificationStep(name: string | null): name is VerificationStep {
  return name !== null && Object.hasOwn(verificationSteps, name);
}

/** The whole report, as it is kept and downloaded. */
export interface VerificationReport {
  readonly version: 1;
  readonly verificationId: string;
  readonly origin: string;
  readonly entries: string;
  readonly root: string;
  readonly anchoredUpTo: string;
  readonly witnessedUpTo: string;
  readonly firstDifference: string | null; // index of an entry
  readonly unanchoredSince: string | null; // RFC 3339; null: everything is anchored
  readonly store: string;
  readonly witnesses: readonly string[];
  readonly timestampAuthorities: readonly string[];
  readonly logKeys: number; // all of which must have signed
  readonly findings: readonly VerificationFinding[];
  readonly remarks: readonly string[];
}

export interface VerificationFinding {
  readonly attack: string; // a name of lib/ledger/finding.ts
  readonly where: string;
  readonly words: string;
  readonly proof: readonly string[]; // verbatim
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
