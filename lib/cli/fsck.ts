import { type FsckReport, fsckLedger } from '../fsck/fsck-ledger.ts';
import type { AnchorParts } from '../fsck/ledger-parts.ts';
import { tablesBeside } from '../fsck/tables-beside.ts';
import { findingLines } from '../ledger/finding-lines.ts';
import { keysInForce } from '../ledger/keys-in-force.ts';
import { isQuorum } from '../ledger/quorum.ts';
import { env } from '../runtime/env.ts';
import { ledgerParts } from '../runtime/ledger-parts.ts';
import { besideWorker } from './beside-worker.ts';
import { parseOptions } from './parse-options.ts';
import { progressLine } from './progress-line.ts';

const anchorWindowSeconds = 60;

/** `holdfast fsck`: holds the live ledger against its anchors and witnesses. Out: 0 if every check held, else 1. */
export async function fsck(args: readonly string[]): Promise<number> {
  const { json } = parseOptions(args, { json: { type: 'boolean', default: false } });
  return await besideWorker('fsck', args, async () => {
    const { parts, close } = await ledgerParts(env());
    const line = progressLine(process.stderr);
    try {
      const report = await fsckLedger(parts, line.show, new AbortController().signal);
      line.clear();
      process.stdout.write(json ? `${asJson(report)}\n` : inWords(report, parts));
      return report.findings.length === 0 ? 0 : 1;
    } finally {
      line.clear();
      await close();
    }
  });
}

function asJson(report: FsckReport): string {
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
  return JSON.stringify({ holds: report.findings.length === 0, ...report, tables: tablesBeside }, plain, 2);
}

function inWords(report: FsckReport, parts: Pick<AnchorParts, 'trust' | 'origin'>): string {
  const { entries, anchoredUpTo, findings, remarks } = report;
  return [
    ...findings.flatMap(findingLines),
    outcome(findings.length, remarks.length),
    `${entries} entries; anchored up to ${anchoredUpTo}; ${witnessed(report, parts)}.`,
    ...tailLines(report),
    besideWords(),
    ...remarks,
    '',
  ].join('\n');
}

/** Nobody vouched if the policy asked nobody to. */
function witnessed(
  { entries, witnessedUpTo }: FsckReport,
  { trust, origin }: Pick<AnchorParts, 'trust' | 'origin'>,
): string {
  const { witnesses, quorum } = trust;
  const demanded = keysInForce(trust, origin, entries).length;
  const keys = `the policy demands ${demanded} ${demanded === 1 ? 'key' : 'keys'} of the log`;
  if (isQuorum(quorum, new Set())) return `${keys} and no witness`;
  const named = `a quorum of its ${witnesses.size === 1 ? 'witness' : `${witnesses.size} witnesses`}`;
  return `witnessed up to ${witnessedUpTo}; ${keys} and ${named}`;
}

function outcome(failed: number, remarks: number): string {
  if (failed === 0 && remarks > 0)
    return 'Every check that could be made held; what follows could not be checked, or is worth knowing.';
  if (failed === 0) return 'Every check held.';
  return failed === 1 ? '1 check failed.' : `${failed} checks failed.`;
}

/** Which tables beside the ledger were held against the record, and which were not. */
function besideWords(): string {
  const tables = Object.entries(tablesBeside);
  const named = (walked: boolean) =>
    tables
      .filter(([, what]) => 'rows' in what === walked)
      .map(([table]) => table)
      .join(', ');
  return `Beside the ledger, row by row: ${named(true)}. Not walked: ${named(false)}; --json says why.`;
}

/** What these checks cannot see is said, not left to be guessed. */
function tailLines({ entries, anchoredUpTo, unanchoredSince }: FsckReport): readonly string[] {
  const tail = entries - anchoredUpTo;
  if (tail <= 0n) return [];
  const since = unanchoredSince === null ? '' : `, the first recorded at ${unanchoredSince.toISOString()}`;
  return [
    `The newest ${tail} entries are not anchored yet${since}: a change among them, made before the next anchor ` +
      `(at most ${anchorWindowSeconds} s after an ordinary event), would not be seen here.`,
  ];
}
