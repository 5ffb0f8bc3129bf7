import { type BenchRow, benchFullRead, benchSparseRead } from './bench-hashing.ts';

export interface BenchOptions {
  readonly rounds: number; // alternating rounds of ours and the baseline
  readonly large: boolean; // also what takes minutes
  readonly print: (line: string) => void;
}

/** Measures ours beside a baseline in the same run and prints the medians. Throws if a baseline tool is missing. */
export async function bench(options: BenchOptions): Promise<void> {
  options.print(`${options.rounds} alternating rounds, medians`);
  report(await benchFullRead(options.rounds), options.print);
  if (options.large) report(await benchSparseRead(Math.min(options.rounds, 3)), options.print);
}

function report(row: BenchRow, print: (line: string) => void): void {
  const [ours, baseline] = [median(row.ours), median(row.baseline)];
  print('');
  print(row.what);
  print(`  Holdfast   ${ours.toFixed(2)} s   ${row.ours.map((seconds) => seconds.toFixed(2)).join(' ')}`);
  print(
    `  baseline   ${baseline.toFixed(2)} s   ${row.baseline.map((seconds) => seconds.toFixed(2)).join(' ')}`,
  );
  print(`  baseline is ${row.baselineName}`);
  print(
    `  throughput ${(baseline / ours).toFixed(2)} of the baseline, time ${(ours / baseline).toFixed(2)}; ${row.notes}`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
