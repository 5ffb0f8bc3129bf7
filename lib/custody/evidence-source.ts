import { type BroughtSource, broughtNames } from './brought-source.ts';
import { CustodyError } from './custody-error.ts';
import type { Device } from './device.ts';
import type { LongAnswer } from './device-action.ts';
import type { Machine, MachineDisk } from './machine.ts';

/** Where an item came from, so that it cannot be taken for any other. */
export type EvidenceSource =
  | DiskSource
  | DeviceSource
  | HuntingSource
  | ImportSource
  | BroughtSource
  | ReportSource;

/** A disk of a virtual machine, as Azure described both. */
export interface DiskSource {
  readonly machine: Omit<Machine, 'disks'>;
  readonly disk: MachineDisk;
}

/** What an action on a device gave, as Defender described both. */
export interface DeviceSource {
  readonly device: Device;
  readonly readAt: string; // when Defender described the device
  readonly action: {
    readonly actionId: string; // ours
    readonly number: string; // DA-2026-0001
    readonly defenderId: string;
  };
  readonly output: DeviceOutput;
}

/** What Microsoft's hunting tables answered to one query. Its bytes are the register's canonical record of the answer. */
export interface HuntingSource {
  readonly hunting: {
    readonly runId: string;
    readonly deviceId: string | null; // null: asked from the incident
    readonly deviceName: string | null;
    readonly query: string;
    readonly timespan: string; // ISO 8601 duration before `askedAt`
    readonly askedAt: string;
    readonly rowCount: number;
    readonly truncated: boolean; // Microsoft gave as many rows as it gives at most
    readonly coverage: string; // what the tables hold at all, in words
    readonly sha256: string; // hex, of the bytes as they were kept when the answer came
  };
}

/** A file of a session that was run elsewhere, as a person brought it: nothing of it was seen by the product itself. */
export interface ImportSource {
  readonly imported: {
    readonly fileId: string; // ours
    readonly fileName: string; // as the person's browser named it
    readonly sizeBytes: string; // as announced before its bytes came
    readonly role: 'file' | 'transcript';
    readonly deviceId: string;
    readonly deviceName: string;
    readonly ranAt: string; // when the session was run, as the person says
    readonly ranBy: string; // by whom, as the person says
    readonly whyByHand: string; // why no interface gives it
  };
}

/** A custody report that the product drew from its own ledger. */
export interface ReportSource {
  readonly report: {
    readonly reportId: string;
    readonly subject: ReportSubject;
    readonly version: number; // from 1, of the reports on this subject
    readonly supersedes: string | null; // exhibit number of the version before
    readonly timeZone: string; // IANA, printed beside UTC
  };
}

/** What a report tells of. */
export interface ReportSubject {
  readonly kind: 'evidence' | 'incident';
  readonly id: string;
  readonly number: string;
}

/** One result of an action. Its bytes are stored as they arrived. */
export type DeviceOutput =
  | { readonly kind: 'package' }
  | {
      readonly kind: 'command-output';
      readonly index: number;
      readonly scriptName: string;
      readonly scriptSha256: string | null; // as the library said before the run; null: it did not
      readonly libraryAfter?: string; // in words: what the library held when the run ended, where it was not the same
      readonly args: string | null;
      readonly line: string | null; // as the person typed it
    }
  | {
      readonly kind: 'device-file';
      readonly index: number;
      readonly path: string;
      readonly answerTo?: LongAnswer; // it holds a script's answer
    };

export const evidenceKinds = [
  'disk',
  'package',
  'command-output',
  'device-file',
  'query-result',
  'imported-session',
  'imported-file',
  'imported-disk',
  'imported-bundle',
  'report',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export function evidenceKind(source: EvidenceSource): EvidenceKind {
  if ('device' in source) return source.output.kind;
  if ('hunting' in source) return 'query-result';
  if ('report' in source) return 'report';
  if ('brought' in source) return broughtKind(source);
  return 'imported' in source ? 'imported-session' : 'disk';
}

function broughtKind({ brought: { what } }: BroughtSource): EvidenceKind {
  if (what === 'bundle') return 'imported-bundle';
  return what === 'disk-image' ? 'imported-disk' : 'imported-file';
}

/** Whether the bytes are those of a disk, whoever took it. */
export function isDiskImage(kind: EvidenceKind): boolean {
  return kind === 'disk' || kind === 'imported-disk';
}

/** Throws `conflict` for what is no disk. */
export function requireDisk(source: EvidenceSource): DiskSource {
  if ('disk' in source) return source;
  throw new CustodyError('conflict', 'Only a disk has a snapshot; this item is none.');
}

/** What a source is called in lists: the machine or device, and what of it was taken. */
export function sourceNames(source: EvidenceSource): { readonly machine: string; readonly part: string } {
  if ('disk' in source) return { machine: source.machine.name, part: source.disk.name };
  if ('hunting' in source) return huntingNames(source);
  if ('brought' in source) return broughtNames(source);
  if ('report' in source)
    return {
      machine: source.report.subject.number,
      part: `custody report, version ${source.report.version},`,
    };
  if ('imported' in source)
    return { machine: source.imported.deviceName, part: `${source.imported.fileName} (imported by hand)` };
  return { machine: source.device.name, part: outputName(source.output) };
}

function huntingNames({ hunting }: HuntingSource): { readonly machine: string; readonly part: string } {
  const { deviceName, rowCount, truncated } = hunting;
  const part = `query result, ${truncated ? 'the first ' : ''}${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  return { machine: deviceName ?? 'advanced hunting', part };
}

function outputName(output: DeviceOutput): string {
  switch (output.kind) {
    case 'package':
      return 'investigation package';
    case 'command-output':
      return output.line ?? output.scriptName;
    case 'device-file':
      return output.path;
  }
}

/** The stable ids of a source, lower case: of what it was taken from, and of the one thing that was taken. */
export function sourceIds(source: EvidenceSource): {
  readonly machine: string;
  readonly part: string | null;
} {
  if ('disk' in source)
    return {
      machine: source.machine.resourceId.toLowerCase(),
      part: source.disk.resourceId?.toLowerCase() ?? null,
    };
  if ('hunting' in source) {
    const { runId, deviceId } = source.hunting;
    const machine = `hunting:${deviceId?.toLowerCase() ?? 'incident'}`;
    return { machine, part: `${machine}/${runId}` };
  }
  if ('report' in source) {
    const machine = `report:${source.report.subject.id}`;
    return { machine, part: `${machine}/${source.report.reportId}` };
  }
  if ('brought' in source) {
    const machine = `brought:${source.brought.way}`;
    return { machine, part: `${machine}/${source.brought.importId}` };
  }
  if ('imported' in source) {
    const machine = `defender:${source.imported.deviceId.toLowerCase()}`;
    return { machine, part: `${machine}/imported/${source.imported.fileId}` };
  }
  const { device, action, output } = source;
  const machine = `defender:${device.deviceId.toLowerCase()}`;
  const place = output.kind === 'package' ? 'package' : String(output.index);
  return { machine, part: `${machine}/${action.defenderId.toLowerCase()}/${place}` };
}
