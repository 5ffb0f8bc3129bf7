import type { DefenderAction } from '../custody/live-response.ts';

/** What is read of all devices at once, whoever's turn it is. */
export type DeviceRound = 'open-actions' | 'foreign-actions' | 'portal-sessions' | 'device-groups';

/** Turns among all workers, so that calls do not grow with their number. */
export interface DeviceRounds {
  /** Whether it is this caller's turn: one of all in each `everyMs`. */
  claimDeviceRound(part: DeviceRound, everyMs: number): Promise<boolean>;
  /** The list of open actions as whoever had the turn read it. */
  keepOpenActions(open: readonly DefenderAction[]): Promise<void>;
  /** The same, if it was read within so many milliseconds; else null. */
  openActionsWithin(ms: number): Promise<readonly DefenderAction[] | null>;
  /** How the reading of Microsoft's audit went; null: well. */
  keepPortalReading(problem: string | null): Promise<void>;
  /** Defender's list of incidents was read just now, to its end, and what changed was taken over. */
  keepIncidentReading(): Promise<void>;
}
