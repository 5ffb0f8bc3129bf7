import { byteRate } from '@/lib/custody/byte-words.ts';
import { duration } from '@/lib/custody/duration.ts';
import { type ProgressSample, ratesOf } from '@/lib/custody/progress-estimate.ts';

const [width, height] = [96, 18];

/** The rate of the last two minutes as a small line, from nothing to the highest; the words say the same. */
export function RateLine({ samples }: { samples: readonly ProgressSample[] }) {
  const rates = ratesOf(samples);
  const highest = Math.max(...rates);
  if (rates.length < 3 || highest <= 0) return null;
  const step = width / (rates.length - 1);
  const points = rates.map(
    (rate, index) => `${round(index * step)},${round(height - (rate / highest) * height)}`,
  );
  return (
    <svg
      className="inline-block overflow-visible text-accent"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Rate of the last ${duration(secondsOf(samples))}: between ${byteRate(Math.min(...rates))} and ${byteRate(highest)}`}
    >
      <title>{`Highest ${byteRate(highest)}, over the last ${duration(secondsOf(samples))}`}</title>
      <line className="stroke-hairline" x1="0" x2={width} y1={height} y2={height} />
      <polyline fill="none" stroke="currentColor" strokeWidth="1.5" points={points.join(' ')} />
    </svg>
  );
}

function secondsOf(samples: readonly ProgressSample[]): number {
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Math.round((Date.parse(last.at) - Date.parse(first.at)) / 1000);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
