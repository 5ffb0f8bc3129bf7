import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { z } from 'zod';
import { artefactStates, packageArtefacts, packageExtras } from '../../custody/package-artefact.ts';
import { fileForms, type PackageInventory, type PackageTable } from '../../custody/package-inventory.ts';
import type { ReadingTask } from '../../package-reading/reading-task.ts';
import type { PackageReader, PackageReading, SealedArchive } from '../../ports/package-reader.ts';
import { followReading, type ReadingLimits } from './follow-reading.ts';

const ordinaryLimits: ReadingLimits = {
  ownMs: 180_000, // of its own work; waiting for the store is not counted
  wallMs: 300_000,
  // 32 MiB of a text, each sign of it written with a second one, and what 200,000 rows put around their cells.
  outputBytes: 192 * 1024 * 1024,
};
const memoryMiB = 384;

/**
 * Looks into packages by a process for each reading. `program`: the path of lib/package-reading/reading-process.ts. At
 * most two run at a time; the others wait.
 */
export function processPackageReader(program: string, limits: ReadingLimits = ordinaryLimits): PackageReader {
  const turn = inTurns(2);
  const reading = async <T>(
    archive: SealedArchive,
    task: Omit<ReadingTask, 'sizeBytes'>,
    value: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<PackageReading<T>> => {
    const { sizeBytes } = archive;
    const lines = await turn(() =>
      followReading(start(program), archive, { ...task, sizeBytes }, limits, signal),
    );
    return lines.kind === 'refused' ? lines : { kind: 'read', value: value.parse(lines.value) };
  };
  return {
    inventory: (archive, system, signal) => reading(archive, { system, table: null }, inventory, signal),
    table: (archive, { path, system, query }, signal) =>
      reading(archive, { system, table: { path, query } }, table.nullable(), signal),
  };
}

/** No settings, no secrets, no file but its own program, no further process, no thread, no native code. */
function start(program: string): ChildProcess {
  const room = dirname(dirname(program)); // lib: its own room and the words of lib/custody
  const flags = [
    '--permission',
    `--allow-fs-read=${room}/package-reading/*`,
    `--allow-fs-read=${room}/custody/*`,
    `--max-old-space-size=${memoryMiB}`,
    '--disable-proto=throw',
    '--disallow-code-generation-from-strings',
    '--no-warnings',
  ];
  return spawn(process.execPath, [...flags, program], {
    cwd: '/',
    env: { NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Runs at most so many at a time, in the order in which they came. */
function inTurns(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

// What comes out of that process is held to its shape: it read what a stranger wrote.
const count = z.int().min(0);

const file = z.strictObject({
  path: z.string(),
  part: z.enum([...packageArtefacts, ...packageExtras]),
  form: z.enum(fileForms),
  bytes: count,
  packedBytes: count,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  modified: z.string(),
  state: z.enum(['present', 'empty', 'unreadable']),
  note: z.string().nullable(),
});

const inventory: z.ZodType<PackageInventory> = z.strictObject({
  system: z.enum(['windows', 'macos', 'linux']),
  artefacts: z.array(
    z.strictObject({
      artefact: z.enum(packageArtefacts),
      state: z.enum(artefactStates),
      files: count,
      bytes: count,
      collector: z.string().nullable(),
    }),
  ),
  files: z.array(file),
  bytes: count,
  packedBytes: count,
});

const table: z.ZodType<PackageTable> = z.strictObject({
  file,
  kind: z.enum(['table', 'lines', 'not-shown']),
  encoding: z.string().nullable(),
  columns: z.array(z.string()),
  rows: z.array(z.strictObject({ line: count, cells: z.array(z.string()) })),
  total: count,
  matching: count,
  isWhole: z.boolean(),
  notes: z.array(z.string()),
});
