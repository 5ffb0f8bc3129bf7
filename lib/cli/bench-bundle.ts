import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { benchMachine, fullDisk } from './bench-disks.ts';
import { openssl } from './bench-openssl.ts';
import { type BenchRow, median } from './bench-row.ts';
import { workerFlags } from './worker-flags.ts';

const run = promisify(execFile);
const writer = fileURLToPath(new URL('./bench-bundle-writer.ts', import.meta.url));
const written = z.object({ seconds: z.number(), processorSeconds: z.number(), memoryMiB: z.number() });

/**
 * A bag as an archive of `times` GiB of random bytes, each GiB the same file, beside tar and one digest of the same: both
 * read from the page cache or the disk alike, and both digest by OpenSSL.
 */
export async function benchBundle(home: string, times: number, rounds: number): Promise<BenchRow> {
  const disk = join(home, 'cloud/disks', benchMachine, `${fullDisk.name}.vhd`);
  const tar = `tar --create --file=- --absolute-names ${Array.from({ length: times }, () => `'${disk}'`).join(' ')} --hard-dereference`;
  const ours: z.infer<typeof written>[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await run(process.execPath, [...workerFlags, writer, disk, String(times)]);
    ours.push(written.parse(JSON.parse(stdout)));
    baseline.push((await openssl(tar)).seconds);
  }
  const memory = Math.round(Math.max(...ours.map(({ memoryMiB }) => memoryMiB)));
  const processor = median(ours.map(({ processorSeconds }) => processorSeconds));
  return {
    what: `bundle of ${times} GiB: bag with manifests, as an archive`,
    unit: 's',
    ours: ours.map(({ seconds }) => seconds),
    baselineName: 'tar | openssl dgst -sha256 of the same files',
    baseline,
    goal: 'throughput at least 0.8 of the baseline, memory at most 300 MiB',
    notes: `${processor.toFixed(2)} s of processor time, ${memory} MiB of memory; written to nowhere`,
  };
}
