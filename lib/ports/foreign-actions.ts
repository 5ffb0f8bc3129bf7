import type { FetchedFile } from '../custody/foreign-action.ts';
import type { DefenderAction } from '../custody/live-response.ts';

/** Actions that others asked Defender for, on devices of open incidents. */
export interface ForeignActionLook {
  /** Of these actions, those that nobody asked for here and that are not kept yet, once for each incident they concern. */
  unseenForeign(actions: readonly DefenderAction[]): Promise<readonly ForeignAction[]>;
  /** The same of acts that no list of actions has. */
  unseenPortalActs(acts: readonly PortalAct[]): Promise<readonly ForeignAction[]>;
}

/** The desk's part, inside `record`. */
export interface ForeignActionDesk {
  /** Throws `conflict` for one that is kept already. */
  keepForeign(one: ForeignAction): Promise<void>;
}

export interface ForeignAction {
  readonly incidentId: string;
  readonly incidentNumber: string;
  readonly deviceName: string; // as the incident names it
  /** The number of the action of ours whose request Defender made two of, as it seems: same device, identity and marker. */
  readonly twinOf: string | null;
  readonly audience: readonly string[] | null; // members of a restricted incident
  readonly action: DefenderAction;
  readonly file: FetchedFile | null;
}

/** What Microsoft's audit alone tells, by the name of a device: `id` as `auditId` makes it. */
export interface PortalAct {
  readonly id: string;
  readonly deviceName: string;
  readonly operation: string; // Microsoft's own word
  readonly person: string | null;
  readonly at: string;
  readonly comment: string | null;
  readonly file: FetchedFile | null;
  readonly recordSha256: string; // hex, of the audit's record as it was answered
}
