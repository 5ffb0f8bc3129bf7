import { createHash } from 'node:crypto';
import type { VerificationReport, VerifiedLedger } from '../custody/verification.ts';
import type { FsckReport } from '../fsck/fsck-ledger.ts';
import type { LedgerParts } from '../fsck/ledger-parts.ts';
import { keysInForce } from '../ledger/keys-in-force.ts';

const mostNamed = 20;

/** The report as it is kept, and what the register says of it: its digest binds the one to the other. */
export function verificationReport(
  { id, attempt }: { readonly id: string; readonly attempt: number },
  parts: LedgerParts,
  found: FsckReport,
): { readonly verified: VerifiedLedger; readonly report: string } {
  const whole: VerificationReport = {
    version: 1,
    verificationId: id,
    origin: parts.origin,
    entries: found.entries.toString(),
    root: found.root,
    anchoredUpTo: found.anchoredUpTo.toString(),
    witnessedUpTo: found.witnessedUpTo.toString(),
    firstDifference: found.firstDifference?.toString() ?? null,
    unanchoredSince: found.unanchoredSince?.toISOString() ?? null,
    store: parts.store.place,
    witnesses: parts.witnesses.map(({ name }) => name),
    timestampAuthorities: [...parts.roots.keys()],
    logKeys: keysInForce(parts.trust, parts.origin, found.entries).length,
    findings: found.findings,
    remarks: found.remarks,
  };
  const report = JSON.stringify(whole, null, 2);
  const { entries, root, anchoredUpTo, witnessedUpTo, findings } = whole;
  const verified: VerifiedLedger = {
    verificationId: id,
    outcome: findings.length === 0 ? 'held' : 'findings',
    attempt,
    entries,
    root,
    anchoredUpTo,
    witnessedUpTo,
    findings: findings.length,
    firstFindings: findings.slice(0, mostNamed).map(({ attack, where }) => ({ attack, where })),
    reportSha256: createHash('sha256').update(report, 'utf8').digest('hex'),
    problem: null,
  };
  return { verified, report };
}
