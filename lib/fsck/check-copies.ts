import { compareCopies } from '../ledger/compare-copies.ts';
import type { Finding } from '../ledger/finding.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { LedgerVerdict } from '../ledger/note-walk.ts';
import { anchoredEntries } from './anchored-copy.ts';
import { anchorsCopy } from './check-anchors.ts';
import { DatabaseCopy } from './database-copy.ts';
import { databaseRows } from './database-rows.ts';
import { Findings } from './findings.ts';
import type { LedgerParts, Progress } from './ledger-parts.ts';
import { walkCopies } from './walk-copies.ts';

interface BothVerdicts {
  readonly anchors: LedgerVerdict;
  readonly database: LedgerVerdict;
  readonly firstDifference: bigint | null;
  readonly ofOneKey: number; // checkpoints from before the log had two keys
}

/**
 * Anchors and database side by side, each re-derived from its first entry and held entry by entry against the other. In:
 * how many entries the anchors have; the number that the database's head names, for the progress. Out: the verdict on
 * each, and the first index at which the database differs from the anchors.
 */
export async function checkCopies(
  parts: LedgerParts,
  { anchored, head }: { readonly anchored: bigint; readonly head: bigint },
  findings: Findings,
  progress: Progress,
  signal: AbortSignal,
): Promise<BothVerdicts> {
  const ofDatabase = new Findings();
  progress('anchors', 0n, 0n); // what lies there is listed first
  const anchors = await anchorsCopy(parts, anchored, findings, () => undefined, signal);
  const database = new DatabaseCopy(parts, ofDatabase, (done) => progress('database', done, head));
  const walked = await walkCopies(anchors, database, parts.trust);
  await anchors.judged(walked.first);
  const firstDifference = differenceOf(walked, anchored);
  if (firstDifference !== null) findings.lead(await named(parts, firstDifference, anchored, signal));
  findings.takeOver(ofDatabase, (finding) => finding);
  // What vouches for the log are the anchors; that the database keeps fewer receipts is no finding.
  findings.addAll(walked.second.findings.filter(({ attack }) => attack !== 'unproven'));
  return {
    anchors: walked.first,
    database: walked.second,
    firstDifference,
    ofOneKey: database.ofOneKey,
  };
}

/** Where they part, or where the database ends while the anchors go on; a hole in the anchors is no difference. */
function differenceOf(
  { first, second, partedAt }: Awaited<ReturnType<typeof walkCopies>>,
  anchored: bigint,
): bigint | null {
  if (partedAt !== null) return BigInt(partedAt);
  return second.entries < anchored && second.entries < first.entries ? second.entries : null;
}

async function named(
  { store, client }: LedgerParts,
  from: bigint,
  anchored: bigint,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const bundles = anchoredEntries(store, from, anchored, signal);
  const { findings } = await compareCopies(untilHole(bundles), entriesFrom(client, from), from);
  return findings;
}

/** A hole in the anchors was found when they were read. */
async function* untilHole(bundles: AsyncIterable<readonly Uint8Array[]>) {
  try {
    yield* bundles;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
}

async function* entriesFrom(client: LedgerParts['client'], from: bigint) {
  for await (const rows of databaseRows(client, from)) yield rows.map(({ entry }) => entry);
}
