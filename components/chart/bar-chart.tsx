import { Table } from '@/components/ui/table.tsx';

export interface ChartBar {
  readonly label: string; // of the bar, in words
  readonly short: string; // below it
  readonly count: number;
  readonly words: string; // the number as it is to be read: "500 or more"
  readonly href: string | null; // to what the bar stands for
  readonly tone?: 'accent' | 'attention' | 'bad' | 'good';
}

const [width, height, below] = [720, 88, 16];
const fewest = 6; // fewer bars leave room beside them instead of growing fat

/**
 * Counts as bars, each a link where there is somewhere to go. A bar may be too narrow for a finger and says nothing to a screen
 * reader: the same numbers and links stand in the table below, which opens.
 */
export function BarChart({
  title,
  bars,
  columns,
}: {
  title: string;
  bars: readonly ChartBar[];
  columns: readonly [what: string, count: string];
}) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const step = width / Math.max(bars.length, fewest);
  const every = Math.ceil(bars.length / 12); // a label each 60 units at most
  return (
    <figure className="min-w-0">
      <figcaption className="text-[13px] font-medium">{title}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height + below}`}
        className="mt-2 w-full max-w-[720px]"
        aria-hidden="true"
      >
        <title>{title}</title>
        <line x1="0" x2={width} y1={height} y2={height} stroke="var(--hairline)" />
        {bars.map((bar, index) => (
          <g key={bar.label} transform={`translate(${index * step} 0)`}>
            <Bar bar={bar} step={step} tall={tallOf(bar.count, most)} />
            {index % every === 0 && (
              <text x={step / 2} y={height + 12} textAnchor="middle" fontSize="10" fill="var(--ink-2)">
                {bar.short}
              </text>
            )}
          </g>
        ))}
      </svg>
      <details className="mt-1 text-[13px]">
        <summary className="cursor-pointer text-ink-2">As a table</summary>
        <Table caption={title} columns={columns}>
          {bars.map((bar) => (
            <tr key={bar.label}>
              <td className="whitespace-nowrap">
                {bar.href === null ? (
                  bar.label
                ) : (
                  <a className="underline" href={bar.href}>
                    {bar.label}
                  </a>
                )}
              </td>
              <td className="tabular-nums">{bar.words}</td>
            </tr>
          ))}
        </Table>
      </details>
    </figure>
  );
}

function Bar({ bar, step, tall }: { bar: ChartBar; step: number; tall: number }) {
  const shape = (
    <>
      <title>{`${bar.label}: ${bar.words}`}</title>
      {/* The whole height is the target, not only what is filled. */}
      <rect x="0" y="0" width={step} height={height} fill="transparent" />
      <rect
        x={step * 0.1}
        y={height - tall}
        width={step * 0.8}
        height={tall}
        fill={`var(--${bar.tone ?? 'accent'})`}
      />
    </>
  );
  if (bar.href === null || bar.count === 0) return <g>{shape}</g>;
  return (
    <a href={bar.href} tabIndex={-1}>
      {shape}
    </a>
  );
}

// One among thousands must not vanish.
function tallOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(2, (count / most) * (height - 4));
}
