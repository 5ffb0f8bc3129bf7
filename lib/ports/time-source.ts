/** How far a clock is from another one. Positive: ours is ahead. The truth lies within offset ± uncertainty. */
export interface ClockOffset {
  readonly offsetMs: number; // whole milliseconds
  readonly uncertaintyMs: number;
}

/** A clock that somebody else keeps. Duty: `compare` measures this process's clock against it, and never guesses. */
export interface TimeSource {
  readonly name: string; // host name, for the record
  /** Throws `cloud-unavailable` if it does not answer, or answers without a time. */
  compare(signal: AbortSignal): Promise<ClockOffset>;
}

/** Whether this machine's own time service says that it is synchronised. */
export type HostSynchronisation = 'synchronised' | 'not-synchronised' | 'unknown';
