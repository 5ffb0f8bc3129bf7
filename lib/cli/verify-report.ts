import { type BundleTrust, type BundleVerdict, verifyBundle } from '../bundle/verify-bundle.ts';
import type { Finding } from '../ledger/finding.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { notBorneOut } from '../report/borne-out.ts';
import { printedAlike } from '../report/printed-alike.ts';
import { removalDecision } from '../report/removal-decision.ts';
import { readReportFile } from '../report/report-file.ts';
import type { ReportMaterial } from '../report/report-material.ts';
import { version } from '../runtime/version.ts';

const told = [
  'Titles of cases, whether one is restricted, places where checkpoints are kept and when a witness answered are printed as the register’s rows had them: no event of the report bears them out. Nor, where the words of an event are withheld, who acted; nor, in a report on an item without the opening of its case, the case’s number.',
  'Whose seal the report bears was not looked at here: pdfsig says it.',
];

const pages = 'the pages';

/**
 * The verdict on a custody report by its own file: what is attached is held against the log as a bundle is, and then drawn
 * and sealed anew, which must give the same bytes. Throws LedgerError for a file that is no such report. A hostile one takes
 * what time and memory it likes: `reportApart` bounds both.
 */
export async function verifyReport(bytes: Uint8Array, trust: BundleTrust): Promise<BundleVerdict> {
  const { files, material } = await readReportFile(bytes);
  const verdict = await verifyBundle(files, trust);
  const denied = notBorneOut(material);
  const { outcome, words } = await drawnAnew(bytes, material);
  const title = 'Every page is what its own attachments give, and nothing was put behind the seal';
  // What was not compared is not vouched for: it must not pass as held.
  const attack = outcome === 'absent' ? 'unproven' : 'edited';
  const finding = { attack, where: pages, words, proof: [] } as const;
  return {
    ...verdict,
    findings: [...verdict.findings, ...denied, ...(outcome === 'holds' ? [] : [finding])],
    steps: [
      ...verdict.steps,
      { title: 'What it says beside its events, they do not deny', ...beside(denied.length) },
      { title, outcome, words: outcome === 'holds' ? words : 'One finding, below.' },
    ],
    remarks: [...verdict.remarks, ...told, ...onlyStated(material)],
  };
}

/** Whose decision to remove words no attached event bears out. */
function onlyStated({ events }: ReportMaterial): readonly string[] {
  const stated = events.filter((one) => one.removal !== null && removalDecision(events, one) === null);
  if (stated.length === 0) return [];
  const entries = stated.map(({ index }) => index).join(', ');
  return [
    `By which decision the words of these entries are withheld or erased the report only states, for no event in it records that: ${entries}.`,
  ];
}

/** The file of a report in a bundle. */
interface PlacedReport {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The verdict on a bundle, and on each custody report in it by the report's own file; one of which the verdict says already
 * that it is not what the log names is not opened. What no witness vouched for yet when a report was drawn, the bundle around
 * it proves better: that is only told. In: the reports, each asked for when the one before is done, and what judges one.
 */
export async function withReports(
  verdict: BundleVerdict,
  reports: Iterable<PlacedReport> | AsyncIterable<PlacedReport>,
  judge: (bytes: Uint8Array) => Promise<BundleVerdict>,
): Promise<BundleVerdict> {
  const findings: Finding[] = [];
  const remarks: string[] = [];
  let [count, compared] = [0, 0];
  for await (const { path, bytes } of reports) {
    count += 1;
    const isOther = verdict.findings.some(({ where }) => [path, path.replace(/^data\//, '')].includes(where));
    const found = isOther ? 'Not opened: it is not what the log names.' : await findingsIn(bytes, judge);
    if (typeof found === 'string') {
      remarks.push(`${path}: ${found}`);
      continue;
    }
    compared += 1;
    for (const { where, ...finding } of found)
      if (finding.attack === 'unproven') remarks.push(`${path}: ${where}: ${finding.words}`);
      else findings.push({ ...finding, where: `${path}: ${where}` });
  }
  const title = 'Each custody report in it is what its own attachments give';
  return {
    ...verdict,
    findings: [...verdict.findings, ...findings],
    steps: [...verdict.steps, { title, ...outcomeOf(count, compared, findings.length) }],
    remarks: [...verdict.remarks, ...remarks],
  };
}

function outcomeOf(reports: number, compared: number, findings: number): Drawn {
  if (findings > 0) return { outcome: 'fails', words: `${findings} findings, below.` };
  if (reports === 0) return { outcome: 'absent', words: 'Nothing in this bundle that could be looked at.' };
  if (compared < reports)
    return { outcome: 'absent', words: `${compared} of ${reports} were compared: see below.` };
  return { outcome: 'holds', words: reports === 1 ? 'One report.' : `${reports} reports.` };
}

/** Out: words where the file is in a form that this version does not draw. */
async function findingsIn(
  bytes: Uint8Array,
  judge: (bytes: Uint8Array) => Promise<BundleVerdict>,
): Promise<readonly Finding[] | string> {
  try {
    const { findings } = await judge(bytes);
    const [only] = findings;
    const isOther = findings.length === 1 && only?.attack === 'unproven' && only.where === pages;
    return isOther ? only.words : findings;
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}

function beside(denied: number): Drawn {
  if (denied > 0) return { outcome: 'fails', words: `${denied} findings, below.` };
  return {
    outcome: 'holds',
    words:
      'Moment, time zone, number of the case, removed words and missing numbers, as far as events name them.',
  };
}

interface Drawn {
  readonly outcome: 'holds' | 'fails' | 'absent';
  readonly words: string;
}

async function drawnAnew(bytes: Uint8Array, material: ReportMaterial): Promise<Drawn> {
  const problem = await differenceOf(bytes, material);
  if (problem === null) return { outcome: 'holds', words: 'Drawn and sealed anew, byte for byte.' };
  const drawnBy = versionOf(material);
  if (drawnBy === null || drawnBy === version) return { outcome: 'fails', words: problem };
  const words = `Not compared: it was drawn by version ${drawnBy}, and this is ${version}, which draws other bytes. A Holdfast of that version can say.`;
  return { outcome: 'absent', words };
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
