import { type ChildProcess, fork } from 'node:child_process';
import { Agent, get, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { hashDisk } from '../hashing/hash-disk.ts';
import type { ByteRange } from '../hashing/read-plan.ts';
import { vhdFooterBytes } from '../hashing/vhd.ts';
import { openssl } from './bench-openssl.ts';

/** One line of the benchmark's table: seconds of both sides, one figure per round. */
export interface BenchRow {
  readonly what: string;
  readonly ours: readonly number[];
  readonly baselineName: string;
  readonly baseline: readonly number[];
  readonly notes: string;
}

const gib = 1024 ** 3;
const mib = 1024 ** 2;

/** 1 GiB of random bytes from one endpoint: all our digests beside one SHA-256 by curl and openssl. */
export async function benchFullRead(rounds: number): Promise<BenchRow> {
  const server = await startServer();
  const ours: number[] = [];
  const baseline: number[] = [];
  try {
    const url = `${server.url}/${gib}`;
    for (let round = 0; round < rounds; round += 1) {
      const first = await hashUrl(url, gib, null);
      const second = await openssl(`curl --silent --fail '${url}'`);
      if (first.sha256 !== second.sha256) throw new Error('Ours and openssl disagree about the same bytes.');
      ours.push(first.seconds);
      baseline.push(second.seconds);
    }
  } finally {
    server.child.kill();
  }
  return {
    what: 'hash 1 GiB of random bytes, three digests',
    ours,
    baselineName: 'curl | openssl dgst -sha256, one digest',
    baseline,
    notes: `throughput goal 0.95 of the baseline`,
  };
}

/** 64 GiB that hold 256 MiB of data: our one pass beside one openssl pass over 64 GiB of zeros. */
export async function benchSparseRead(rounds: number): Promise<BenchRow> {
  const server = await startServer();
  const size = 64 * gib + vhdFooterBytes;
  const ranges = scatteredRanges(size);
  const ours: number[] = [];
  const baseline: number[] = [];
  let read = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const result = await hashUrl(`${server.url}/${size}`, size, ranges);
      read = result.bytesRead;
      ours.push(result.seconds);
      baseline.push((await openssl(`head --bytes=${size} /dev/zero`)).seconds);
    }
  } finally {
    server.child.kill();
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return {
    what: 'hash a 64 GiB disk holding 256 MiB, three digests',
    ours,
    baselineName: 'openssl dgst -sha256 over 64 GiB of zeros',
    baseline,
    notes: `time goal 1.25 of the baseline; read ${(read / (256 * mib)).toFixed(3)} × the data; memory ${memory} MiB (goal 300)`,
  };
}

/** 1,024 pieces of 256 KiB, spread evenly, the footer among the last. */
function scatteredRanges(size: number): ByteRange[] {
  const pieces = Array.from({ length: 1024 }, (_, i) => {
    const start = BigInt(i) * BigInt(64 * mib) + 4096n;
    return { start, end: start + BigInt(256 * 1024) };
  });
  return [...pieces, { start: BigInt(size - vhdFooterBytes), end: BigInt(size) }];
}

async function hashUrl(url: string, size: number, dataRanges: readonly ByteRange[] | null) {
  const agent = new Agent({ keepAlive: true });
  const began = performance.now();
  const { digests } = await hashDisk(
    {
      sizeBytes: BigInt(size),
      dataRanges,
      read: (start, end, signal) => getRange(url, start, end, agent, signal),
    },
    { onProgress: () => undefined, signal: new AbortController().signal },
  );
  agent.destroy();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, sha256: digests.sha256, bytesRead: Number(digests.bytesRead) };
}

function getRange(
  url: string,
  start: bigint,
  end: bigint,
  agent: Agent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent, signal, headers: { range: `bytes=${start}-${end - 1n}` } }, resolve).on(
      'error',
      reject,
    );
  });
}

function startServer(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = fork(new URL('./bench-server.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The benchmark server ended before it began.')));
    child.once('message', (address: { readonly port: number }) => {
      resolve({ child, url: `http://127.0.0.1:${address.port}` });
    });
  });
}
