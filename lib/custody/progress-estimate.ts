import { duration } from './duration.ts';

/** How far a running step is, as far as its heartbeats tell. */
export interface ProgressEstimate {
  readonly fraction: number | null; // 0 to 1; null while the total is unknown
  readonly bytesPerSecond: number | null;
  readonly left: string | null; // "3–4 min", only once at least 2 % are done
}

interface Sample {
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly bytesDone: string;
  readonly bytesTotal: string | null;
}

/** Estimates rate and remaining time of one step from its newest heartbeat. Sizes are decimal strings of bytes. */
export function estimateProgress(sample: Sample): ProgressEstimate {
  const done = Number(sample.bytesDone);
  const total = sample.bytesTotal === null ? 0 : Number(sample.bytesTotal);
  const seconds = (Date.parse(sample.heartbeatAt) - Date.parse(sample.startedAt)) / 1000;
  const fraction = total > 0 ? Math.min(1, done / total) : null;
  const bytesPerSecond = seconds >= 1 && done > 0 ? done / seconds : null;
  if (fraction === null || bytesPerSecond === null || fraction < 0.02)
    return { fraction, bytesPerSecond, left: null };
  return { fraction, bytesPerSecond, left: timeLeft((total - done) / bytesPerSecond) };
}

// A range, because a rate measured so far promises nothing: a tenth faster to a third slower.
function timeLeft(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  const fast = seconds * 0.9;
  const slow = seconds * 1.33;
  if (slow < 90) return `${Math.floor(fast)}–${Math.ceil(slow)} s`;
  if (slow < 5_400) return `${Math.max(1, Math.floor(fast / 60))}–${Math.ceil(slow / 60)} min`;
  return `${duration(Math.floor(fast / 60) * 60)} to ${duration(Math.ceil(slow / 60) * 60)}`;
}
