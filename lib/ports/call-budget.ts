/** Interfaces of Defender that Microsoft counts apart. Source: Microsoft, limits on each interface's page. */
export const countedInterfaces = [
  'machines',
  'machine-actions',
  'package-link',
  'run-live-response',
  'result-link',
  'library',
  'files',
  'indicators',
  'alerts',
  'hunting',
] as const;
export type CountedInterface = (typeof countedInterfaces)[number];

/**
 * The calls that one application may make, counted for all workers together. Duties: the count outlives a worker; two
 * callers never get one place; a place that was given is spent even if the call then fails.
 */
export interface CallBudget {
  /** Takes a place now, or says how many milliseconds until there is one: per minute, per hour, and since a 429. */
  take(application: string, api: CountedInterface): Promise<{ readonly waitMs: number }>;
  /** Microsoft said 429: nobody calls again before then. */
  pause(application: string, api: CountedInterface, seconds: number): Promise<void>;
  /** What the screens show: until when calls of an interface stand still; null: they do not. */
  pausedUntil(): Promise<
    readonly { readonly application: string; readonly api: CountedInterface; readonly until: Date }[]
  >;
}
