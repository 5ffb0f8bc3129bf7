import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { AnonymousCredential, newPipeline, PageBlobClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobReader } from '../../lib/adapters/azure/blob-reader.ts';
import { wideReads } from '../../lib/adapters/azure/wide-reads.ts';
import { cloudCertificates } from '../../lib/embedded/cloud/certificates.ts';

const body = randomBytes(24 * 1024 * 1024);
const version = { sizeBytes: BigInt(body.length), etag: '"one"', hasPages: true };
const signal = new AbortController().signal;
let server: Server;
let home: string;
let sendOnly: number;
let connections: number;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'holdfast-wide-'));
  await mkdir(join(home, 'tls'));
  const { caFile, key, cert } = await cloudCertificates(join(home, 'tls'), new Date());
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
  server = createServer({ key, cert }, (request, response) => {
    const range = request.headers['x-ms-range'] ?? request.headers.range;
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(range)) ?? [];
    const wanted = body.subarray(Number(first), Number(last) + 1);
    response.writeHead(206, { 'content-length': wanted.length, etag: version.etag });
    if (wanted.length <= sendOnly) response.end(wanted);
    else response.write(wanted.subarray(0, sendOnly), () => response.destroy());
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(home, { recursive: true });
});

function reader() {
  [sendOnly, connections] = [body.length, 0];
  const pipeline = newPipeline(new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
  pipeline.factories.push(wideReads);
  const { port } = server.address() as AddressInfo;
  return blobReader(new PageBlobClient(`https://127.0.0.1:${port}/account/disk`, pipeline), version);
}

async function chunksOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('wide reads', () => {
  it('give every byte, and bytes once given do not change while later ones arrive', async () => {
    const chunks = await chunksOf(await reader().read(0n, version.sizeBytes, signal));
    const got = createHash('sha256').update(Buffer.concat(chunks)).digest('hex');
    expect(got).toBe(createHash('sha256').update(body).digest('hex'));
  });

  it('hand on far fewer pieces than there are TLS records', async () => {
    const chunks = await chunksOf(await reader().read(0n, version.sizeBytes, signal));
    expect(chunks.length).toBeLessThan(body.length / (16 * 1024) / 2);
  });

  it('use a kept connection again for the next range', async () => {
    const disk = reader();
    for (let at = 0; at < 5; at += 1) {
      const [start, end] = [BigInt(at) * 700_001n, BigInt(at + 1) * 700_001n];
      const got = Buffer.concat(await chunksOf(await disk.read(start, end, signal)));
      expect(got.equals(body.subarray(Number(start), Number(end)))).toBe(true);
    }
    expect(connections).toBeLessThanOrEqual(1);
  });

  it('wait when nobody takes the bytes, and lose none of them', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await reader().read(0n, version.sizeBytes, signal)) {
      chunks.push(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
  });

  it('refuse a body that is cut off', async () => {
    const disk = reader();
    sendOnly = 3_000_000;
    const cut = disk.read(0n, version.sizeBytes, signal).then(chunksOf);
    await expect(cut).rejects.toThrow();
  });
});
