/** One line of the benchmark's table: one figure per round on either side; the medians are compared. */
export interface BenchRow {
  readonly what: string;
  readonly unit: 's' | 'KB';
  readonly ours: readonly number[];
  readonly baselineName: string;
  readonly baseline: readonly number[]; // empty: the goal is absolute
  readonly goal: string;
  readonly notes: string;
}

/** In: at least one figure. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
