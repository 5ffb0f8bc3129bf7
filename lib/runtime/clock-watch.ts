import { type ClockState, unmeasuredClock } from '../custody/clock-state.ts';
import type { ClockOffset, HostSynchronisation, TimeSource } from '../ports/time-source.ts';

const everyMs = 5 * 60_000;
const afterFailureMs = 30_000;

export interface ClockWatch {
  /** What is known of the database's clock now. */
  state(): ClockState;
  stop(): void;
}

export interface ClockWatchOptions {
  readonly source: TimeSource;
  /** The database's clock minus this process's. */
  readonly database: () => Promise<ClockOffset>;
  readonly host: () => Promise<HostSynchronisation>;
  readonly logger: { warn(facts: object, message: string): void };
}

/**
 * Measures the clock that stamps every event, the database's, against Azure's: at once, then every five minutes. A
 * measurement that fails leaves the last one with its date; before the first one everything is unknown.
 */
export function watchClock(options: ClockWatchOptions): ClockWatch {
  const stopping = new AbortController();
  let known = unmeasuredClock;
  const round = async (): Promise<void> => {
    let pauseMs = everyMs;
    try {
      known = await measureClock(options, stopping.signal);
    } catch (error) {
      pauseMs = afterFailureMs;
      if (!stopping.signal.aborted) options.logger.warn({ err: error }, 'the clock could not be measured');
    }
    if (!stopping.signal.aborted) setTimeout(round, pauseMs).unref();
  };
  void round();
  return { state: () => known, stop: () => stopping.abort() };
}

/** One measurement. Throws CustodyError if Azure or the database does not answer. */
export async function measureClock(
  { source, database, host }: Omit<ClockWatchOptions, 'logger'>,
  signal: AbortSignal,
): Promise<ClockState> {
  const [azure, ours, hostSynchronisation] = await Promise.all([source.compare(signal), database(), host()]);
  return {
    source: 'postgresql',
    offsetMs: azure.offsetMs + ours.offsetMs,
    uncertaintyMs: azure.uncertaintyMs + ours.uncertaintyMs,
    reference: source.name,
    measuredAt: new Date().toISOString(),
    hostSynchronisation,
  };
}
