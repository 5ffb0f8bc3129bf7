import type { ControlException } from '../posture/control-exception.ts';
import type { ControlState } from '../posture/evaluate-control.ts';
import type { ObservedAccess } from '../posture/readers-at.ts';

/** What is read together, at its own pace: the account and its guards, who may do what, each container. */
export type PosturePart = 'guards' | 'rights' | 'containers';

/** Who uses a guarded right, and by which way, in words. */
export interface ControlHolder {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly paths: readonly string[];
}

/** A control with its words, as it is kept for the page. */
export interface KeptControl {
  readonly state: ControlState;
  readonly position: number;
  readonly place: string;
  readonly holders: readonly ControlHolder[];
}

export interface ControlChange {
  readonly kind: 'first' | 'worse' | 'better' | 'other-value';
  readonly before: ControlState | null; // null: seen for the first time
  readonly after: ControlState;
}

/** One look at a part: what was evaluated, what of it changed, and every key that the part has now. */
export interface PostureLook {
  readonly part: PosturePart;
  readonly controls: readonly KeptControl[];
  readonly changes: readonly ControlChange[];
  readonly demanded: readonly string[];
}

/** A container that holds sealed evidence, with what was promised of it. */
export interface SealedContainer {
  readonly container: string;
  readonly incidentId: string;
  readonly retentionDays: number;
  /** The hold that the product itself placed; null once it was lifted by those who may. */
  readonly holdTag: string | null;
}

/** One reading of the tenant's access, and the digest that equal readings share. */
export interface AccessLook {
  readonly digest: string;
  readonly observed: ObservedAccess;
  readonly longestGapMs: number;
}

export interface PostureCheckState {
  readonly state: ControlState;
  readonly checkedAt: Date;
}

/** What the tenant's controls said last. Duties: one worker looks at a part at a time; a change is written once. */
export interface PostureChecks {
  /** Whether the part is due and the caller's to look at; false while another worker looked less than `everyMs` ago. */
  claimPostureRound(part: PosturePart, everyMs: number): Promise<boolean>;
  /** The last states of a part, with when each was looked at; those no longer demanded left out. */
  postureStates(part: PosturePart): Promise<readonly PostureCheckState[]>;
  sealedContainers(): Promise<readonly SealedContainer[]>;
  /** The last state of one control; null for one that is not demanded, or no longer. */
  postureState(key: string): Promise<ControlState | null>;
  /** Exceptions that others than their proposer confirmed and whose time is not over. */
  postureExceptions(): Promise<readonly ControlException[]>;
  /**
   * Keeps what was read of rights: a reading that says what the one before said only makes its span longer, unless nobody
   * looked for longer than `longestGapMs`.
   */
  keepAccess(look: AccessLook): Promise<void>;
  /** Keeps a look that tells nothing a fact: readings that say what they said, and what was seen first and holds. */
  keepPosture(look: PostureLook): Promise<void>;
}

/** The desk's part, inside `record`. */
export interface PostureDesk {
  /** The same in the transaction of the facts; throws `conflict` if another worker wrote one of the changes since. */
  savePosture(look: PostureLook): Promise<void>;
  postureState(key: string): Promise<ControlState | null>;
  /** How many controls fail now. */
  failingControls(): Promise<number>;
}
