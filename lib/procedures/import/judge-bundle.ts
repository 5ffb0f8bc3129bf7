import { createHash } from 'node:crypto';
import { zipArchive } from '../../bundle/bag/zip-archive.ts';
import { checkpointOf } from '../../bundle/checkpoint-of.ts';
import { heldExhibits } from '../../bundle/held-exhibits.ts';
import { type BundleVerdict, verifyBundle } from '../../bundle/verify-bundle.ts';
import type { ForeignVerdict } from '../../custody/foreign-bundle.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { parseTrustPolicy } from '../../ledger/trust-policy.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import { storedBytes } from './stored-bytes.ts';

const mostFindings = 50;
const mostRemarks = 30;

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
    const files = await zipArchive(storedBytes(stored, signal));
    const trust = { policy: parseTrustPolicy(policyText), stampRoots: new Map() };
    const verdict = await verifyBundle(files, trust);
    return { ...told(verdict), policySha256, exhibits: heldExhibits(files, verdict.events) };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return unreadable(error.message, policySha256);
  }
}

function told({ findings, steps, remarks, events, bag }: BundleVerdict) {
  return {
    ...({ outcome: findings.length === 0 ? 'holds' : 'fails', steps, bag } as const),
    findings: findings.slice(0, mostFindings).map(({ where, words }) => ({ where, words })),
    findingCount: findings.length,
    remarks: remarks.slice(0, mostRemarks),
    logs: logsOf(events),
    events: events.length,
    withheld: events.filter(({ body }) => body === null).length,
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
  return Array.from(sizes, ([origin, size]) => ({ origin, size: String(size) }));
}

function unreadable(why: string, policySha256: string): ForeignVerdict {
  const none = { steps: [], remarks: [], logs: [], exhibits: [], bag: null, events: 0, withheld: 0 };
  const findings = [{ where: 'the archive', words: why }];
  return { outcome: 'unreadable', policySha256, findings, findingCount: 1, ...none };
}
