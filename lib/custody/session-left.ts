/** What is left of a session, in milliseconds: durations, because the browser's clock may be wrong. */
export interface SessionLeft {
  readonly idleMs: number;
  readonly absoluteMs: number;
}
