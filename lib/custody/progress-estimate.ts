import { duration } from './duration.ts';

/** How far a running step is, as far as its heartbeats tell. */
export interface ProgressEstimate {
  readonly fraction: number | null; // 0 to 1; null while the total is unknown
  readonly average: number | null; // bytes a second since the attempt began
  readonly lastMinute: number | null; // bytes a second, by the samples; null while they cover less than ten seconds
  readonly left: string | null; // "3–4 min", only once at least 2 % are done
}

/** A figure of a running step, as its worker reported it. */
export interface ProgressSample {
  readonly at: string; // ISO time, database clock
  readonly bytes: string;
}

interface Progress {
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly bytesDone: string;
  readonly bytesTotal: string | null;
  readonly samples: readonly ProgressSample[]; // oldest first
}

/** Estimates rates and remaining time of one step as of its newest heartbeat. Sizes are decimal strings of bytes. */
export function estimateProgress(progress: Progress): ProgressEstimate {
  const done = Number(progress.bytesDone);
  const total = progress.bytesTotal === null ? 0 : Number(progress.bytesTotal);
  const seconds = secondsBetween(progress.startedAt, progress.heartbeatAt);
  const fraction = total > 0 ? Math.min(1, done / total) : null;
  const average = seconds >= 1 && done > 0 ? done / seconds : null;
  const lastMinute = rateOfLastMinute(progress, done);
  const promising = fraction !== null && fraction >= 0.02 && average !== null;
  const left = promising ? timeLeft(total - done, [average, lastMinute ?? average]) : null;
  return { fraction, average, lastMinute, left };
}

/** Bytes a second between each sample and the next, oldest first; never below zero. For a small drawing. */
export function ratesOf(samples: readonly ProgressSample[]): readonly number[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    const seconds = secondsBetween(before.at, sample.at);
    return seconds > 0 ? Math.max(0, Number(sample.bytes) - Number(before.bytes)) / seconds : 0;
  });
}

function rateOfLastMinute({ samples, heartbeatAt }: Progress, done: number): number | null {
  const oldest = samples.find((sample) => secondsBetween(sample.at, heartbeatAt) <= 60);
  if (oldest === undefined) return null;
  const seconds = secondsBetween(oldest.at, heartbeatAt);
  return seconds < 10 ? null : Math.max(0, done - Number(oldest.bytes)) / seconds;
}

// A range, because a rate measured so far promises nothing: a tenth faster than the better rate, a third slower than
// the worse one. While nothing moved for a minute only the near end can be said.
function timeLeft(bytes: number, rates: readonly [number, number]): string {
  const fast = (bytes / Math.max(...rates)) * 0.9;
  const slow = (bytes / Math.min(...rates)) * 1.33;
  if (slow === Number.POSITIVE_INFINITY) return `at least ${duration(wholeUnits(fast, Math.floor))}`;
  if (slow < 13.3) return 'a few seconds';
  if (slow < 90) return `${Math.floor(fast)}–${Math.ceil(slow)} s`;
  if (slow < 5_400) return `${Math.max(1, Math.floor(fast / 60))}–${Math.ceil(slow / 60)} min`;
  return `${duration(wholeUnits(fast, Math.floor))} to ${duration(wholeUnits(slow, Math.ceil))}`;
}

/** Whole seconds below a minute, else whole minutes: an estimate has no more to say. */
function wholeUnits(seconds: number, round: (value: number) => number): number {
  return seconds < 60 ? round(seconds) : round(seconds / 60) * 60;
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
