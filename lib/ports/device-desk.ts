import type { PersonActor } from '../custody/actor.ts';
import type { Device } from '../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import type { DefenderAction } from '../custody/live-response.ts';

/** Devices of incidents, and what was asked of them. */
export interface DeviceLook {
  deviceAction(id: string): Promise<DeviceActionRecord | null>;
  deviceActionByKey(requestKey: string): Promise<DeviceActionRecord | null>;
  /** Whether the incident names this device. */
  hasDevice(incidentId: string, deviceId: string): Promise<boolean>;
  /** An action of this kind on this device that is not over, if any. */
  openDeviceAction(deviceId: string, kind: DeviceAct['kind']): Promise<DeviceActionRecord | null>;
  /** A sealed file of a device of this incident, by its exhibit number. */
  deviceFile(incidentId: string, exhibitNumber: string): Promise<DeviceFile | null>;
  /** Whether a second person agreed to it. */
  isDeviceActionApproved(id: string): Promise<boolean>;
}

/** The desk's part, inside `record`. */
export interface DeviceDesk {
  /** Numbers it. Throws `conflict` for a request key that was used, and for an act that is under way on the device. */
  addDeviceAction(wanted: NewDeviceAction): Promise<{ readonly id: string; readonly number: string }>;
  /** Throws `conflict` if it is over. */
  wantCancel(id: string): Promise<void>;
  /** Moves one that waits for a second person. Throws `conflict` if it does not wait any more. */
  settleDeviceAction(
    id: string,
    to: 'requested' | 'refused' | 'withdrawn',
    problem: string | null,
  ): Promise<void>;
  /** From the state in which it was claimed, under its lease: throws `fenced-off` for a worker that lost either. */
  moveDeviceAction(
    lease: DeviceActionLease,
    to: DeviceActionState,
    seen: { readonly defenderId: string; readonly action: DefenderAction } | null,
    problem?: string, // why it is refused
  ): Promise<void>;
}

/** Whose turn it is to be worked on. */
export interface DeviceRuns {
  /** One action that is due, given to one worker for two minutes. Null: nothing is due. */
  claimDeviceAction(): Promise<DeviceActionLease | null>;
  /**
   * Gives the lease back: what Defender said, what stands in the way, and in how many seconds to look again. Nothing
   * happens to one that was lost.
   */
  postponeDeviceAction(
    lease: DeviceActionLease,
    report: {
      readonly seen: DefenderAction | null;
      readonly problem: string | null;
      readonly seconds: number;
    },
  ): Promise<void>;
}

export interface DeviceActionRecord {
  readonly id: string;
  readonly number: string; // DA-2026-0001
  readonly incidentId: string;
  readonly deviceId: string;
  readonly device: Device;
  readonly readAt: string;
  readonly act: DeviceAct;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly plan: string;
  readonly requester: PersonActor;
  readonly state: DeviceActionState;
  readonly defenderId: string | null;
  readonly seen: DefenderAction | null;
  readonly problem: string | null;
  readonly cancelWanted: boolean;
  readonly createdAt: string;
  readonly askedAt: string | null; // when Defender was asked for it last, unless it said no
  readonly tries: number;
}

export interface DeviceFile {
  readonly deviceId: string;
  readonly path: string;
  readonly sha256: string; // hex, of the file as it lies on the device
}

export interface DeviceActionLease {
  readonly fence: bigint;
  readonly action: DeviceActionRecord;
}

export interface NewDeviceAction {
  readonly incidentId: string;
  readonly device: Device;
  readonly readAt: string;
  readonly act: DeviceAct;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly plan: string;
  readonly requester: PersonActor;
  readonly requestKey: string;
  readonly state: 'proposed' | 'requested';
}
