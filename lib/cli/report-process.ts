import type { BundleVerdict } from '../bundle/verify-bundle.ts';
import type { Finding } from '../ledger/finding.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { boundUnpacking } from '../report/bounded-unpacking.ts';
import type { ReportAnswer, ReportQuestion } from './report-apart.ts';
import { verifyReport } from './verify-report.ts';

/** The process behind report-apart.ts: it judges one report, says what it found, and ends. */
const mostFindings = 1_000; // each brings its proof

process.once('message', async (question) => {
  const said = await answer(question as ReportQuestion); // from who started this process
  process.send?.(said, () => process.disconnect());
});

async function answer({ bytes, trust, unpackedBytes }: ReportQuestion): Promise<ReportAnswer> {
  try {
    boundUnpacking(unpackedBytes);
    return { verdict: told(await verifyReport(bytes, trust)) };
  } catch (error) {
    if (error instanceof LedgerError) return { refused: error.message };
    // Recursion over what is nested without end, or a text longer than texts can be.
    if (error instanceof RangeError)
      return { refused: 'What is in this PDF is nested or long beyond any report.' };
    throw error;
  }
}

function told(verdict: BundleVerdict): BundleVerdict {
  const more = verdict.findings.length - mostFindings;
  if (more <= 0) return verdict;
  const words = `${more} more findings are not listed.`;
  const rest: Finding = { attack: 'damage', where: 'the report', words, proof: [] };
  return { ...verdict, findings: [...verdict.findings.slice(0, mostFindings), rest] };
}
