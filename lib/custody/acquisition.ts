/** The acquisition: its steps, its states, and what may follow what. Pure. */
import type { EvidenceKind } from './evidence-source.ts';

export const acquisitionSteps = [
  'check-feasibility',
  'snapshot-disk',
  'grant-read',
  'copy-to-locker',
  'hash-source',
  'hash-locker-copy',
  'compare-digests',
  'seal-evidence',
  'release-source',
  'corroborate',
] as const;
export type AcquisitionStep = (typeof acquisitionSteps)[number];

/** Steps of an item that came from a device: its result arrives in one read, and nothing of the device stays open. */
const deviceSteps: readonly AcquisitionStep[] = [
  'hash-source',
  'hash-locker-copy',
  'compare-digests',
  'seal-evidence',
  'corroborate',
];

export function stepsOf(kind: EvidenceKind): readonly AcquisitionStep[] {
  return kind === 'disk' ? acquisitionSteps : deviceSteps;
}

/** `refused`, `cancelled` and `done` are final. `failed` waits for a person (retry or cancel). */
export type AcquisitionState = 'running' | 'cancelling' | 'cancelled' | 'refused' | 'failed' | 'done';
export type StepState = 'waiting' | 'running' | 'retrying' | 'done' | 'failed' | 'skipped';

export const finalAcquisitionStates: readonly AcquisitionState[] = ['cancelled', 'refused', 'done'];

export function isFinal(state: AcquisitionState): boolean {
  return finalAcquisitionStates.includes(state);
}

/**
 * The steps to enqueue after `finished`, given every step that is done by then (`finished` included).
 * Copy and source hashing run side by side; the read-back waits for both.
 */
export function nextSteps(
  finished: AcquisitionStep,
  done: ReadonlySet<AcquisitionStep>,
  kind: EvidenceKind,
): readonly AcquisitionStep[] {
  if (kind !== 'disk') {
    const at = deviceSteps.indexOf(finished) + 1;
    return deviceSteps.slice(at, at + 1);
  }
  switch (finished) {
    case 'check-feasibility':
      return ['snapshot-disk'];
    case 'snapshot-disk':
      return ['grant-read'];
    case 'grant-read':
      return ['copy-to-locker', 'hash-source'];
    case 'copy-to-locker':
      return done.has('hash-source') ? ['hash-locker-copy'] : [];
    case 'hash-source':
      return done.has('copy-to-locker') ? ['hash-locker-copy'] : [];
    case 'hash-locker-copy':
      return ['compare-digests'];
    case 'compare-digests':
      return ['seal-evidence'];
    case 'seal-evidence':
      return ['release-source'];
    case 'release-source':
      return ['corroborate'];
    case 'corroborate':
      return [];
  }
}

/**
 * What a retry runs again for one failed step, first steps first. A stored copy that turned out dead is made anew, and
 * since nobody can tell which of two unequal reads was wrong, both are repeated.
 */
export function stepsToRepeat(
  failed: AcquisitionStep,
  copyIsDead: boolean,
  kind: EvidenceKind,
): readonly AcquisitionStep[] {
  if (!copyIsDead) return [failed];
  if (kind !== 'disk') return deviceSteps.slice(0, deviceSteps.indexOf(failed) + 1);
  if (failed === 'hash-locker-copy') return ['copy-to-locker', 'hash-locker-copy'];
  if (failed === 'compare-digests')
    return ['copy-to-locker', 'hash-source', 'hash-locker-copy', 'compare-digests'];
  return [failed];
}

/** Of the steps that a retry runs again, those that need not wait for another of them. */
export function startingSteps(repeated: readonly AcquisitionStep[]): readonly AcquisitionStep[] {
  const beside = repeated.filter((step) => step === 'copy-to-locker' || step === 'hash-source');
  return beside.length === 0 ? repeated.slice(0, 1) : beside;
}

/** Server-side copies that may die before a disk goes by way of staging. */
const serverSideCopies = 3;

/** Which way the copy of this attempt (from 1) takes: Azure's own copy first, staging after it died three times. */
export function copyWay(copyAttempt: number): 'server-side' | 'staging' {
  return copyAttempt > serverSideCopies ? 'staging' : 'server-side';
}

/** What a cancel leaves behind, in one plain sentence for the dialog and the record. */
export function cancelConsequence(
  done: ReadonlySet<AcquisitionStep>,
  retentionUntil: string | null,
  kind: EvidenceKind,
): string {
  if (kind !== 'disk') return outputCancelConsequence(done, kind);
  if (done.has('seal-evidence'))
    return 'The evidence is sealed and stays sealed; only the clean-up of the source remains.';
  if (done.has('copy-to-locker'))
    return `The snapshot and its read grant are removed. The copy already stored stays in the locker${retentionUntil === null ? '' : ` until ${retentionUntil}`}, marked incomplete.`;
  if (done.has('snapshot-disk'))
    return 'The snapshot and its read grant are removed. A partial copy, if one was begun, stays in the locker, marked dead.';
  return 'Nothing was taken yet; nothing stays behind but this record.';
}

function outputCancelConsequence(done: ReadonlySet<AcquisitionStep>, kind: EvidenceKind): string {
  if (done.has('seal-evidence')) return 'The evidence is sealed and stays sealed.';
  const stored = done.has('hash-source')
    ? 'The copy already stored stays in the locker, marked incomplete.'
    : 'Nothing is stored.';
  const gaveIt = kind === 'package' || kind === 'command-output' || kind === 'device-file';
  return gaveIt ? `${stored} What the device gave may lie at Defender for a while longer.` : stored;
}

/** Seconds a read grant must last: the size at a slow 20 MiB/s, doubled, at least an hour, at most Azure's 60 days. */
export function readGrantSeconds(sizeBytes: bigint): number {
  const slow = Number(sizeBytes / (20n * 1024n * 1024n));
  return Math.min(60 * 86_400, Math.max(3_600, slow * 2));
}

/** Azure name of the snapshot of an acquisition: derived, so that a repeated step finds the first one's work. */
export function snapshotName(acquisitionId: string): string {
  return `hf-${acquisitionId}`;
}

/** Name of the evidence blob of one attempt. Inside a protected container a failed attempt's name is spent. */
export function evidenceBlobName(
  exhibitNumber: string,
  copyAttempt: number,
  kind: EvidenceKind = 'disk',
): string {
  return `${exhibitNumber}/attempt-${copyAttempt}/${fileNameOf(kind)}`;
}

function fileNameOf(kind: EvidenceKind): string {
  switch (kind) {
    case 'disk':
      return 'disk.vhd';
    case 'package':
      return 'package.zip';
    case 'command-output':
      return 'output.json';
    case 'device-file':
      return 'file.received';
    case 'query-result':
      return 'result.json';
    case 'imported-session':
    case 'imported-file':
      return 'file.imported';
    case 'imported-disk':
      return 'disk.imported';
    case 'imported-bundle':
      return 'bundle.zip';
    case 'report':
      return 'report.pdf';
  }
}

/** Name of the block manifest that lies beside the evidence blob. */
export function manifestBlobName(
  exhibitNumber: string,
  copyAttempt: number,
  kind: EvidenceKind = 'disk',
): string {
  return evidenceBlobName(exhibitNumber, copyAttempt, kind).replace(/[^.]+$/, 'blocks.sha256');
}
