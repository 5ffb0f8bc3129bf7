import { ArchiveRefused } from './archive-refused.ts';
import type { ArchiveSource } from './archive-source.ts';
import { openArchive } from './open-archive.ts';
import { packageLimits } from './package-limits.ts';
import { readTable } from './read-table.ts';
import type { ReadingLine, ReadingTask } from './reading-task.ts';
import { takeInventory } from './take-inventory.ts';

/**
 * A process of its own that looks into one archive and ends. It has its input and its output and nothing else; who starts
 * it hands in the archive's bytes as they are asked for (reading-task.ts).
 */
const input = process.stdin[Symbol.asyncIterator]();
let held: Buffer = Buffer.alloc(0);

await main();

async function main(): Promise<void> {
  const task = await readTask();
  try {
    const archive = await openArchive(askedSource(task.sizeBytes), packageLimits);
    const { system, table } = task;
    const done =
      table === null
        ? await takeInventory(archive, system)
        : await readTable(archive, { ...table, system }, packageLimits);
    tell({ done });
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    tell({ refused: { verdict: error.verdict, found: error.message } });
  }
  process.stdin.destroy();
}

async function readTask(): Promise<ReadingTask> {
  for (;;) {
    const end = held.indexOf('\n');
    if (end !== -1) {
      const line = held.subarray(0, end).toString();
      held = held.subarray(end + 1);
      return JSON.parse(line) as ReadingTask; // from who started this process
    }
    await more();
  }
}

/** One request at a time: its bytes are the next ones on the input. */
function askedSource(sizeBytes: number): ArchiveSource {
  return {
    sizeBytes,
    async read(start, end) {
      if (start < end) tell({ read: [start, end] });
      while (held.length < end - start) await more();
      const bytes = held.subarray(0, end - start);
      held = held.subarray(end - start);
      return bytes;
    },
  };
}

async function more(): Promise<void> {
  const { done, value } = await input.next();
  if (done === true) throw new Error('The archive’s bytes ended before they were all asked for.');
  held = held.length === 0 ? value : Buffer.concat([held, value]);
}

function tell(line: ReadingLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
