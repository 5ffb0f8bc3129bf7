import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fullDisk, sparseDisk } from './bench-disks.ts';
import { openssl } from './bench-openssl.ts';
import { type BenchRow, median } from './bench-row.ts';
import { workerFlags } from './worker-flags.ts';

const cloudFile = z.object({
  caFile: z.string(),
  identityEndpoint: z.string(),
  identityHeader: z.string(),
});
const ready = z.object({ url: z.url() });
const reading = z.object({
  seconds: z.number(),
  processorSeconds: z.number(),
  sha256: z.string(),
  bytesRead: z.number(),
  memoryMiB: z.number(),
});

type Reading = z.infer<typeof reading>;

/** 1 GiB of random bytes from one export link: all our digests beside one SHA-256 by curl and openssl. */
export async function benchFullRead(home: string, rounds: number): Promise<BenchRow> {
  const { caFile } = await readCloudFile(home);
  const { readings, baseline } = await alternate(home, fullDisk.name, 'full', rounds, (url) =>
    openssl(`curl --silent --fail --cacert '${caFile}' '${url}'`),
  );
  if (readings.some(({ sha256 }, round) => sha256 !== baseline[round]?.sha256))
    throw new Error('Ours and openssl disagree about the same bytes.');
  return {
    what: 'hash 1 GiB of random bytes from an export link, three digests',
    unit: 's',
    ours: readings.map(({ seconds }) => seconds),
    baselineName: 'curl | openssl dgst -sha256 from the same link, one digest',
    baseline: baseline.map(({ seconds }) => seconds),
    goal: 'throughput at least 0.95 of the baseline',
    notes: costOf(readings),
  };
}

/** 64 GiB that hold 256 MiB: one of our reads beside one openssl pass over as many zeros. */
export async function benchSparseRead(home: string, rounds: number): Promise<BenchRow> {
  const { readings, baseline } = await alternate(home, sparseDisk.name, 'page-list', rounds, () =>
    openssl(`head --bytes=${sparseDisk.payloadBytes} /dev/zero`),
  );
  const read = Math.max(...readings.map(({ bytesRead }) => bytesRead)) / sparseDisk.dataBytes;
  return {
    what: 'hash a 64 GiB disk holding 256 MiB, three digests',
    unit: 's',
    ours: readings.map(({ seconds }) => seconds),
    baselineName: 'openssl dgst -sha256 over 64 GiB of zeros',
    baseline: baseline.map(({ seconds }) => seconds),
    goal: 'time at most 1.25 of the baseline; reads at most 1.1 × the data; memory at most 300 MiB',
    notes: `read ${read.toFixed(3)} × the data; ${costOf(readings)}`,
  };
}

async function alternate(
  home: string,
  disk: string,
  readMode: 'full' | 'page-list',
  rounds: number,
  baselineOf: (url: string) => Promise<{ readonly seconds: number; readonly sha256: string }>,
) {
  const child = await startReader(home, disk, readMode);
  try {
    const { url } = ready.parse(await answerOf(child));
    const readings: Reading[] = [];
    const baseline: { readonly seconds: number; readonly sha256: string }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      child.send('read');
      readings.push(reading.parse(await answerOf(child)));
      baseline.push(await baselineOf(url));
    }
    return { readings, baseline };
  } finally {
    child.kill();
  }
}

/** A process of its own, so that its memory and processor time are those of one reading worker. */
async function startReader(home: string, disk: string, readMode: string): Promise<ChildProcess> {
  const { caFile, identityEndpoint, identityHeader } = await readCloudFile(home);
  return fork(
    new URL('./bench-reader.ts', import.meta.url),
    [join(home, 'cloud/endpoints.json'), disk, readMode],
    {
      execArgv: [...workerFlags],
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: caFile,
        IDENTITY_ENDPOINT: identityEndpoint,
        IDENTITY_HEADER: identityHeader,
      },
    },
  );
}

async function readCloudFile(home: string) {
  return cloudFile.parse(JSON.parse(await readFile(join(home, 'cloud/endpoints.json'), 'utf8')));
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('The reading process of the benchmark ended too early.');
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message;
}

function costOf(readings: readonly Reading[]): string {
  const memory = Math.round(Math.max(...readings.map(({ memoryMiB }) => memoryMiB)));
  const processor = median(readings.map(({ processorSeconds }) => processorSeconds));
  return `${processor.toFixed(2)} s of processor time, ${memory} MiB of memory`;
}
