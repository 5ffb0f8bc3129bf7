import type { PostureDay } from '@/lib/queries/posture-trend.ts';

const [width, height, gap] = [640, 96, 4];

/** From the ground up; what is not good stands on top, where it is seen. */
const layers = [
  { of: 'pass', fill: 'var(--color-good)' },
  { of: 'excepted', fill: 'var(--color-attention)' },
  { of: 'unknown', fill: 'var(--color-unknown)' },
  { of: 'fail', fill: 'var(--color-bad)' },
] as const;

/** The fortnight as stacked bars, oldest first. The same numbers stand in the table below it. */
export function TrendChart({ days }: { days: readonly PostureDay[] }) {
  const oldest = days.toReversed();
  const most = Math.max(1, ...oldest.map(totalOf));
  const step = width / Math.max(oldest.length, 7);
  const newest = days[0];
  return (
    <svg
      viewBox={`0 0 ${width} ${height + 16}`}
      className="mb-3 w-full max-w-[720px]"
      role="img"
      aria-label={`Controls by day${newest === undefined ? '' : `; on ${newest.day} ${newest.fail} fail, ${newest.unknown} are unknown`}. The numbers stand in the table.`}
    >
      {oldest.map((day, index) => (
        <g key={day.day} transform={`translate(${index * step} 0)`}>
          {barsOf(day, most).map(({ of, fill, y, tall }) => (
            <rect key={of} x={gap / 2} y={y} width={step - gap} height={tall} fill={fill} />
          ))}
          <text x={step / 2} y={height + 13} textAnchor="middle" fontSize="10" fill="var(--color-ink-2)">
            {day.day.slice(5)}
          </text>
        </g>
      ))}
    </svg>
  );
}

function barsOf(day: PostureDay, most: number) {
  let top = height;
  return layers.flatMap(({ of, fill }) => {
    // A single failing control among hundreds must not vanish.
    const tall = day[of] === 0 ? 0 : Math.max(3, (day[of] / most) * (height - 12));
    top -= tall;
    return tall === 0 ? [] : [{ of, fill, y: top, tall }];
  });
}

function totalOf({ pass, fail, unknown, excepted }: PostureDay): number {
  return pass + fail + unknown + excepted;
}
