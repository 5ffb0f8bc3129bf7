/**
 * What was known of the clock that stamped an event: custody form field 13, "clock source and offset". Everything
 * that nobody measured is null or `unknown`, never left out.
 */
export interface ClockState {
  readonly source: string; // whose clock the times are: "postgresql"
  readonly offsetMs: number | null; // that clock minus the reference; positive: ahead
  readonly uncertaintyMs?: number | null; // absent from events of versions that did not measure
  readonly reference?: string | null; // host whose `Date` it was held against
  readonly measuredAt?: string | null; // RFC 3339
  readonly hostSynchronisation?: 'synchronised' | 'not-synchronised' | 'unknown';
}

/** The database's clock as long as nobody held it against another. */
export const unmeasuredClock: ClockState = {
  source: 'postgresql',
  offsetMs: null,
  uncertaintyMs: null,
  reference: null,
  measuredAt: null,
  hostSynchronisation: 'unknown',
};

/** "postgresql, 12 ms ahead of management.azure.com (± 260 ms), measured 2026-11-22 04:20:11Z; …" */
export function clockWords(clock: ClockState): string {
  return `${clock.source}, ${offsetWords(clock)}; ${hostWords(clock.hostSynchronisation ?? 'unknown')}`;
}

function offsetWords({ offsetMs, uncertaintyMs, reference, measuredAt }: ClockState): string {
  if (offsetMs === null) return 'offset unknown';
  const against = reference ?? 'an unnamed reference';
  const by =
    offsetMs === 0
      ? `in step with ${against}`
      : `${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'ahead of' : 'behind'} ${against}`;
  const within = uncertaintyMs === undefined || uncertaintyMs === null ? '' : ` (± ${uncertaintyMs} ms)`;
  const at = measuredAt === undefined || measuredAt === null ? '' : `, measured ${second(measuredAt)}`;
  return `${by}${within}${at}`;
}

function hostWords(state: 'synchronised' | 'not-synchronised' | 'unknown'): string {
  switch (state) {
    case 'synchronised':
      return 'the time service of the recording host says it is synchronised';
    case 'not-synchronised':
      return 'the time service of the recording host says it is not synchronised';
    case 'unknown':
      return 'synchronisation of the recording host unknown';
  }
}

function second(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`;
}
