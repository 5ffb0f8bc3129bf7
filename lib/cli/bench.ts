import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchBundle } from './bench-bundle.ts';
import { makeBenchDisks } from './bench-disks.ts';
import { benchFullRead, benchSparseRead } from './bench-hashing.ts';
import { type BenchInstance, startInstance } from './bench-instance.ts';
import { benchAppends, benchMillion, benchSearch } from './bench-ledger.ts';
import { benchReport } from './bench-report.ts';
import { type BenchRow, median } from './bench-row.ts';
import { benchScripts } from './bench-scripts.ts';

export interface BenchOptions {
  readonly rounds: number; // alternating rounds of ours and the baseline
  readonly large: boolean; // also what takes minutes
  readonly json: boolean; // one JSON array of rows instead of words
  readonly print: (line: string) => void;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const largeRounds = 3;

/**
 * Measures ours beside a baseline in the same run and prints the medians. Needs a built portal, curl, openssl and
 * 3 GiB of disk space; everything runs in a data directory of its own, removed afterwards.
 */
export async function bench(options: BenchOptions): Promise<void> {
  const report = options.json ? () => undefined : (row: BenchRow) => printRow(row, options.print);
  const rows: BenchRow[] = [];
  if (!options.json) options.print(`${options.rounds} alternating rounds, medians`);
  for await (const row of measure(options)) {
    rows.push(row);
    report(row);
  }
  if (options.json) options.print(JSON.stringify(rows, null, 2));
}

async function* measure({ rounds, large }: BenchOptions): AsyncGenerator<BenchRow> {
  yield* await benchScripts(root);
  if (large) yield await benchReport(Math.min(rounds, largeRounds));
  const home = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  let instance: BenchInstance | null = null;
  try {
    await makeBenchDisks(home, large);
    instance = await startInstance(root, home); // makes the database, which the start-up line leaves out
    yield await benchFullRead(home, rounds);
    yield await benchBundle(home, large ? 10 : 1, large ? Math.min(rounds, largeRounds) : rounds);
    if (large) yield await benchSparseRead(home, Math.min(rounds, largeRounds));
    const started: BenchInstance[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await instance.stop();
      instance = await startInstance(root, home);
      started.push(instance);
    }
    yield startRow(started);
    if (large) yield* await benchMillion(home); // first: the bare rows of the other are no events
    yield* await benchAppends(home, rounds);
  } finally {
    await instance?.stop();
    await rm(home, { recursive: true, force: true });
  }
  if (large) yield* await besideItsOwn(benchSearch);
}

/** In a data directory that holds nothing else. */
async function besideItsOwn(
  work: (home: string) => Promise<readonly BenchRow[]>,
): Promise<readonly BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const instance = await startInstance(root, home);
  try {
    return await work(home);
  } finally {
    await instance.stop();
    await rm(home, { recursive: true, force: true });
  }
}

function startRow(started: readonly BenchInstance[]): BenchRow {
  const ready = median(started.map(({ secondsToReady }) => secondsToReady));
  return {
    what: 'start of the built product to the sign-in page, database made before',
    unit: 's',
    ours: started.map(({ secondsToFirstPage }) => secondsToFirstPage),
    baselineName: '',
    baseline: [],
    goal: 'at most 1.5 s',
    notes: `every part ready after ${ready.toFixed(2)} s: database, local cloud, witness, worker and portal`,
  };
}

function printRow(
  { what, unit, ours, baseline, baselineName, goal, notes }: BenchRow,
  print: (line: string) => void,
) {
  print('');
  print(what);
  print(`  Holdfast   ${figures(ours, unit)}`);
  if (baseline.length > 0) {
    const [mine, theirs] = [median(ours), median(baseline)];
    print(`  baseline   ${figures(baseline, unit)}   ${baselineName}`);
    if (unit === 'KB') print(`  difference ${(mine - theirs).toFixed(1)} KB`);
    else
      print(`  throughput ${(theirs / mine).toFixed(2)} of the baseline, time ${(mine / theirs).toFixed(2)}`);
  }
  print(`  goal       ${goal}`);
  if (notes !== '') print(`  notes      ${notes}`);
}

function figures(values: readonly number[], unit: BenchRow['unit']): string {
  const digits = unit === 'KB' ? 1 : 2;
  const each = values.length > 1 ? `   ${values.map((value) => value.toFixed(digits)).join(' ')}` : '';
  return `${median(values).toFixed(digits)} ${unit}${each}`;
}
