import { CustodyError } from './custody-error.ts';
import type { Device } from './device.ts';
import type { Machine, MachineDisk } from './machine.ts';

/** Where an item came from, so that it cannot be taken for any other. */
export type EvidenceSource = DiskSource | DeviceSource;

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

/** One result of an action. Its bytes are stored as they arrived. */
export type DeviceOutput =
  | { readonly kind: 'package' }
  | {
      readonly kind: 'command-output';
      readonly index: number;
      readonly scriptName: string;
      readonly scriptSha256: string | null; // as the library said before the run; null: it did not
      readonly args: string | null;
      readonly line: string | null; // as the person typed it
    }
  | { readonly kind: 'device-file'; readonly index: number; readonly path: string };

export const evidenceKinds = ['disk', 'package', 'command-output', 'device-file'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export function evidenceKind(source: EvidenceSource): EvidenceKind {
  return 'device' in source ? source.output.kind : 'disk';
}

/** Throws `conflict` for what is no disk. */
export function requireDisk(source: EvidenceSource): DiskSource {
  if (!('device' in source)) return source;
  throw new CustodyError('conflict', 'Only a disk has a snapshot; this item came from a device.');
}

/** What a source is called in lists: the machine or device, and what of it was taken. */
export function sourceNames(source: EvidenceSource): { readonly machine: string; readonly part: string } {
  if (!('device' in source)) return { machine: source.machine.name, part: source.disk.name };
  return { machine: source.device.name, part: outputName(source.output) };
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
  if (!('device' in source))
    return {
      machine: source.machine.resourceId.toLowerCase(),
      part: source.disk.resourceId?.toLowerCase() ?? null,
    };
  const { device, action, output } = source;
  const machine = `defender:${device.deviceId.toLowerCase()}`;
  const place = output.kind === 'package' ? 'package' : String(output.index);
  return { machine, part: `${machine}/${action.defenderId.toLowerCase()}/${place}` };
}
