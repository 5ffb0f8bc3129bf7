import { createHash } from 'node:crypto';
import { checkpointOf } from '../../bundle/checkpoint-of.ts';
import { type HeldExhibit, heldExhibits } from '../../bundle/held-exhibits.ts';
import { type BundleVerdict, verifyBundle } from '../../bundle/verify-bundle.ts';
import type { ForeignExhibit, ForeignVerdict } from '../../custody/foreign-bundle.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { parseTrustPolicy } from '../../ledger/trust-policy.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import { openArchive } from './open-archive.ts';
import { saidByBundle } from './said-by-bundle.ts';

const mostFindings = 50;
const mostRemarks = 30;
const mostLogs = 10;
const mostExhibits = 1_000;

/**
 * Runs the checklist that an outsider would follow over a stored bundle, and trusts nothing but the policy that was given
 * with it. Time stamps are not judged: their roots are the other side's. What cannot be read gives a verdict too; only a
 * failing store throws.
 */
export async function judgeBundle(
  stored: DiskReader,
  policyText: string,
  signal: AbortSignal,
): Promise<ForeignVerdict> {
  const policySha256 = createHash('sha256').update(policyText).digest('hex');
  try {
    const files = await openArchive(stored, signal);
    const trust = { policy: parseTrustPolicy(policyText), stampRoots: new Map() };
    const verdict = await verifyBundle(files, trust);
    return { ...told(verdict, heldExhibits(files, verdict.events)), policySha256 };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return unreadable(error.message, policySha256);
  }
}

function told(
  { findings, steps, remarks, events, bag }: BundleVerdict,
  exhibits: readonly HeldExhibit[],
): Omit<ForeignVerdict, 'policySha256'> {
  const logs = logsOf(events);
  return {
    ...({ outcome: findings.length === 0 ? 'holds' : 'fails', bag } as const),
    steps: steps.map((step) => ({ ...step, words: saidByBundle(step.words) })),
    findings: findings.slice(0, mostFindings).map(({ where, words }) => finding(where, words)),
    findingCount: findings.length,
    remarks: [
      ...leftOut('items', exhibits.length, mostExhibits),
      ...leftOut('logs', logs.length, mostLogs),
      ...remarks.slice(0, mostRemarks).map(saidByBundle),
    ],
    logs: logs.slice(0, mostLogs),
    events: events.length,
    withheld: events.filter(({ isShown }) => !isShown).length,
    exhibits: exhibits.slice(0, mostExhibits).map(exhibitAsSaid),
  };
}

function finding(where: string, words: string): ForeignVerdict['findings'][number] {
  return { where: saidByBundle(where), words: saidByBundle(words) };
}

function leftOut(what: 'items' | 'logs', count: number, most: number): readonly string[] {
  return count <= most ? [] : [`It tells of ${count} ${what}; the first ${most} are named here.`];
}

function exhibitAsSaid({ exhibitNumber, index, sha256, log, path }: HeldExhibit): ForeignExhibit {
  return {
    ...{ exhibitNumber: saidByBundle(exhibitNumber), index, sha256: saidByBundle(sha256) },
    ...{ log: log === null ? null : saidByBundle(log), path: path === null ? null : saidByBundle(path) },
  };
}

/** The largest checkpoint of each log that a proof names. */
function logsOf(events: BundleVerdict['events']): ForeignVerdict['logs'] {
  const sizes = new Map<string, bigint>();
  for (const event of events) {
    const checkpoint = checkpointOf(event);
    if (checkpoint !== null && checkpoint.size > (sizes.get(checkpoint.origin) ?? -1n))
      sizes.set(checkpoint.origin, checkpoint.size);
  }
  return Array.from(sizes, ([origin, size]) => ({ origin: saidByBundle(origin), size: String(size) }));
}

function unreadable(why: string, policySha256: string): ForeignVerdict {
  const none = { steps: [], remarks: [], logs: [], exhibits: [], bag: null, events: 0, withheld: 0 };
  const findings = [finding('the archive', why)];
  return { outcome: 'unreadable', policySha256, findings, findingCount: 1, ...none };
}
