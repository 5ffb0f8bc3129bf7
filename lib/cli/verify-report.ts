import type { CheckStep } from '../bundle/checklist.ts';
import { type BundleTrust, type BundleVerdict, verifyBundle } from '../bundle/verify-bundle.ts';
import type { Finding } from '../ledger/finding.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { printedAlike } from '../report/printed-alike.ts';
import { readReportFile } from '../report/report-file.ts';
import type { ReportMaterial } from '../report/report-material.ts';
import { version } from '../runtime/version.ts';

/**
 * The verdict on a custody report by its own file: what is attached is held against the log as a bundle is, and then drawn
 * and sealed anew, which must give the same bytes. Throws LedgerError for a file that is no such report.
 */
export async function verifyReport(bytes: Uint8Array, trust: BundleTrust): Promise<BundleVerdict> {
  const { files, material } = await readReportFile(bytes);
  const verdict = await verifyBundle(files, trust);
  const { finding, remark, step } = await printed(bytes, material);
  const told =
    'Titles of cases, places where checkpoints are kept and when a witness answered are printed as the register’s rows had them: no event of the report bears them out.';
  const seal = 'Whose seal the report bears was not looked at here: pdfsig says it.';
  return {
    ...verdict,
    findings: [...verdict.findings, ...finding],
    steps: [...verdict.steps, step],
    remarks: [...verdict.remarks, ...remark, told, seal],
  };
}

interface Printed {
  readonly finding: readonly Finding[];
  readonly remark: readonly string[];
  readonly step: CheckStep;
}

async function printed(bytes: Uint8Array, material: ReportMaterial): Promise<Printed> {
  const title = 'Every page is what its own attachments give, and nothing was put behind the seal';
  const problem = await differenceOf(bytes, material);
  if (problem === null)
    return {
      finding: [],
      remark: [],
      step: { title, outcome: 'holds', words: 'Drawn anew, byte for byte.' },
    };
  const drawnBy = versionOf(material);
  if (drawnBy !== null && drawnBy !== version) {
    const words = `It was drawn by version ${drawnBy}; this is ${version}, which draws other bytes. Ask a Holdfast of that version.`;
    return {
      finding: [],
      remark: [words],
      step: { title, outcome: 'absent', words: 'Not compared: see below.' },
    };
  }
  const finding = { attack: 'edited', where: 'the pages', words: problem, proof: [] } as const;
  return { finding: [finding], remark: [], step: { title, outcome: 'fails', words: 'One finding, below.' } };
}

async function differenceOf(bytes: Uint8Array, material: ReportMaterial): Promise<string | null> {
  try {
    if (await printedAlike(bytes, material)) return null;
    return 'What is printed is not what the attached events give, or something was added to the file.';
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}

/** Of the product that generated it, as its own event says. */
function versionOf({ events, reportId }: ReportMaterial): string | null {
  const own = events.find(
    ({ event }) => event?.type === 'report.generated' && event.detail.reportId === reportId,
  );
  return own?.event?.tool.version ?? null;
}
