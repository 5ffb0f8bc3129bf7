import { createHash } from 'node:crypto';
import type { PersonActor } from '../custody/actor.ts';
import { requirePermission } from '../custody/permission.ts';
import type { ProgressSample } from '../custody/progress-estimate.ts';
import {
  isVerificationStep,
  type VerificationReport,
  type VerificationStep,
} from '../custody/verification.ts';
import { notFound, requireId } from './require-id.ts';
import {
  recordedResults,
  type ShownOutcome,
  shownOutcome,
  type VerificationResult,
} from './verification-result.ts';
import type { Viewer } from './viewer.ts';

export interface VerificationView {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done';
  readonly outcome: ShownOutcome;
  readonly requesterName: string;
  readonly requesterAccount: string;
  readonly requestedAt: string;
  readonly startedAt: string | null; // of the newest attempt
  readonly finishedAt: string | null;
  readonly attempt: number;
  readonly worker: string | null;
  readonly heartbeatAt: string | null;
  readonly progress: VerificationProgressView | null; // null: nothing was read yet
  readonly result: VerificationResult | null;
  readonly report: VerificationReport | null; // null: there is none, or it is not the one that was recorded
  readonly readAt: string;
}

export interface VerificationProgressView {
  readonly step: VerificationStep;
  readonly entriesDone: string; // of the step
  readonly entriesTotal: string; // 0: nobody counted
  readonly samples: readonly ProgressSample[]; // entries read in all steps, oldest first
}

/** One verification as its page shows it. Throws `forbidden`, or `not-found`. */
export async function getVerification(viewer: Viewer, id: string): Promise<VerificationView> {
  requirePermission(viewer.actor, 'ledger.verify');
  const row = await viewer.db.ledgerVerification.findUnique({ where: { id: requireId(id) } });
  if (row === null) throw notFound();
  const result = (await recordedResults(viewer.db, [row.id])).get(row.id) ?? null;
  const requester = row.requester as unknown as PersonActor;
  return {
    id: row.id,
    state: row.state as VerificationView['state'],
    outcome: shownOutcome(row.outcome, result),
    requesterName: requester.displayName,
    requesterAccount: requester.userPrincipalName,
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    attempt: row.attempt,
    worker: row.worker,
    heartbeatAt: row.heartbeatAt?.toISOString() ?? null,
    progress: progressOf(row),
    result,
    report: recordedReport(row.report, result),
    readAt: new Date().toISOString(),
  };
}

/** The report's own bytes, for who keeps them. Throws `forbidden`, or `not-found` while there is none as recorded. */
export async function getVerificationReport(viewer: Viewer, id: string): Promise<string> {
  return (await keptReport(viewer, id)).text;
}

/** One finding with its proof, verbatim. In: its number in the report, from 1. Throws `forbidden`, `not-found`. */
export async function getVerificationProof(viewer: Viewer, id: string, number: string): Promise<string> {
  const { report } = await keptReport(viewer, id);
  const finding = /^[1-9]\d{0,4}$/.test(number) ? report.findings[Number(number) - 1] : undefined;
  if (finding === undefined) throw notFound();
  const { attack, where, words, proof } = finding;
  return [`${attack}: ${where}\n${words}\n`, ...proof.map((one) => `${one.trimEnd()}\n`)].join('\n');
}

async function keptReport(
  viewer: Viewer,
  id: string,
): Promise<{ readonly text: string; readonly report: VerificationReport }> {
  requirePermission(viewer.actor, 'ledger.verify');
  const row = await viewer.db.ledgerVerification.findUnique({
    where: { id: requireId(id) },
    select: { id: true, report: true },
  });
  if (row === null || row.report === null) throw notFound();
  const result = (await recordedResults(viewer.db, [row.id])).get(row.id) ?? null;
  const report = recordedReport(row.report, result);
  if (report === null) throw notFound();
  return { text: row.report, report };
}

function progressOf(row: {
  readonly step: string | null;
  readonly entriesDone: bigint | null;
  readonly entriesTotal: bigint | null;
  readonly sampledAt: readonly Date[];
  readonly sampledEntries: readonly bigint[];
}): VerificationProgressView | null {
  if (!isVerificationStep(row.step)) return null;
  return {
    step: row.step,
    entriesDone: (row.entriesDone ?? 0n).toString(),
    entriesTotal: (row.entriesTotal ?? 0n).toString(),
    samples: row.sampledAt.map((at, index) => ({
      at: at.toISOString(),
      bytes: (row.sampledEntries[index] ?? 0n).toString(),
    })),
  };
}

/** Only the bytes whose digest the register has are the report. */
function recordedReport(report: string | null, result: VerificationResult | null): VerificationReport | null {
  if (report === null || result === null) return null;
  const digest = createHash('sha256').update(report, 'utf8').digest('hex');
  return digest === result.verified.reportSha256 ? (JSON.parse(report) as VerificationReport) : null;
}
