import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type BenchRow, median } from './bench-row.ts';

const beside = fileURLToPath(new URL('../embedded/beside.ts', import.meta.url));
const million = 1_000_000;

const figures = z.array(z.number());
const pair = z.object({ ours: figures, baseline: figures });
const appends = z.object({ one: pair, eight: pair, changes: figures, criticalSeconds: figures });
const searched = z.object({
  page: figures,
  bare: figures,
  histogram: figures,
  searches: z.record(z.string(), figures),
});
const grown = z.object({ sha256Seconds: z.number(), proofSeconds: figures });
const checked = z.object({
  seconds: z.number(),
  processorSeconds: z.number(),
  memoryMiB: z.number(),
  entries: z.string(),
  findings: z.number(),
  floor: z.object({ selected: z.number(), copied: z.number(), hashed: z.number(), fetched: z.number() }),
});

/** The register and the sequencer of a running Holdfast. */
export async function benchAppends(home: string, rounds: number): Promise<readonly BenchRow[]> {
  const told = appends.parse(await run(home, 'bench-appends.ts', rounds));
  const { one, eight, changes, criticalSeconds } = told;
  const besides = `; ${Math.round(median(changes))} a second when each changes a row as well`;
  return [
    appendRow(one, 'by 1 writer', 'at least 0.5'),
    appendRow(eight, 'by 8 writers', 'at least 0.8', besides),
    {
      what: 'critical event to signed checkpoint, 95th percentile',
      unit: 's',
      ours: [percentile95(criticalSeconds)],
      baselineName: '',
      baseline: [],
      goal: 'at most 2 s',
      notes: `${criticalSeconds.length} events, median ${median(criticalSeconds).toFixed(2)} s`,
    },
  ];
}

/** A log of a million entries: takes minutes. */
export async function benchMillion(home: string): Promise<readonly BenchRow[]> {
  const { sha256Seconds, proofSeconds } = grown.parse(await run(home, 'bench-million.ts', million));
  const fsck = checked.parse(await run(home, 'bench-fsck.ts', 0));
  if (BigInt(fsck.entries) < BigInt(million)) throw new Error('The log did not grow to a million entries.');
  return [
    {
      what: 'inclusion proof from the database at a million entries, 95th percentile',
      unit: 's',
      ours: [percentile95(proofSeconds)],
      baselineName: '',
      baseline: [],
      goal: 'at most 0.01 s',
      notes: `${proofSeconds.length} proofs, median ${(median(proofSeconds) * 1000).toFixed(1)} ms`,
    },
    {
      what: 'fsck of a million entries: anchors, database, tree, every event',
      unit: 's',
      ours: [fsck.seconds],
      baselineName: 'one plain SHA-256 over the same entries, salts and bodies, in memory',
      baseline: [sha256Seconds],
      goal: '100,000 entries a second on one core; memory at most 300 MiB',
      notes: fsckNotes(fsck),
    },
  ];
}

/** The register at ten thousand, a million and ten million events: takes most of an hour. It is not to be used afterwards. */
export async function benchSearch(home: string): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const events of [10_000, million, 10 * million]) {
    const { page, bare, histogram, searches } = searched.parse(await run(home, 'bench-search.ts', events));
    const among = `among ${events.toLocaleString('en')} events, 95th percentile`;
    rows.push(
      {
        what: `a page of all events ${among}`,
        unit: 's',
        ours: [percentile95(page)],
        baselineName: 'the same rows by bare SQL, without what is checked of each',
        baseline: [percentile95(bare)],
        goal: 'at most 0.05 s, and at ten million at most 1.5 of what it is at ten thousand',
        notes: `median ${(median(page) * 1000).toFixed(1)} ms; its histogram ${(median(histogram) * 1000).toFixed(1)} ms`,
      },
      {
        what: `the worst honest searches: first page, a page far behind, histogram ${among}`,
        unit: 's',
        ours: [percentile95(Object.values(searches).flat())],
        baselineName: '',
        baseline: [],
        goal: 'at most 0.2 s',
        notes: slowest(searches),
      },
    );
  }
  return rows;
}

/** The three searches that take longest, each by its own 95th percentile. */
function slowest(searches: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(searches)
    .map(([text, seconds]) => ({ text, ms: percentile95(seconds) * 1000 }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 3)
    .map(({ text, ms }) => `“${text}” ${ms.toFixed(0)} ms`)
    .join(', ');
}

function fsckNotes({
  entries,
  processorSeconds,
  memoryMiB,
  findings,
  floor,
}: z.infer<typeof checked>): string {
  const { selected, copied, hashed, fetched } = floor;
  const micros = (processorSeconds * 1e6) / Number(entries);
  return [
    `${Math.round(1e6 / micros)} entries a second of processor time, ${micros.toFixed(1)} µs each`,
    `of which by themselves: rows ${copied.toFixed(1)}, files of the anchors ${fetched.toFixed(1)}, SHA-256 ${hashed.toFixed(1)}`,
    `the same rows by an ordinary query: ${selected.toFixed(1)} µs each`,
    `memory ${memoryMiB.toFixed(0)} MiB`,
    `${findings} findings`,
  ].join('; ');
}

function appendRow(
  { ours, baseline }: z.infer<typeof pair>,
  how: string,
  goal: string,
  besides = '',
): BenchRow {
  const each = (rates: readonly number[]) => rates.map((rate) => 1000 / rate);
  return {
    what: `1,000 events appended through the register ${how}, each committed`,
    unit: 's',
    ours: each(ours),
    baselineName: 'bare INSERTs of as many bytes by as many clients',
    baseline: each(baseline),
    goal: `throughput ${goal} of the baseline`,
    notes: `${Math.round(median(ours))} events a second, ${Math.round(median(baseline))} bare rows${besides}`,
  };
}

function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

/** A script of this folder with the settings of the Holdfast in `home`; it answers with its last line. */
async function run(home: string, script: string, argument: number): Promise<unknown> {
  const child = spawn(process.execPath, [beside, script, String(argument)], {
    env: { ...process.env, HOLDFAST_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lines = (await text(child.stdout)).trim().split('\n');
  if ((await ended) !== 0) throw new Error(`${script} could not measure.`);
  return JSON.parse(lines.at(-1) ?? '');
}
