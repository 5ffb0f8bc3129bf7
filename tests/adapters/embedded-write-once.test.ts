import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { AppendBlobClient, BlobClient, BlockBlobClient, PageBlobClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { account, type BlobCloud, startBlobCloud } from '../support/blob-cloud.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const day = 86_400_000;
const page = Buffer.alloc(512, 7);
let cloud: BlobCloud;
let containerNumber = 0;

beforeAll(async () => {
  cloud = await startBlobCloud(async (home) => {
    await mkdir(join(home, 'cloud', 'disks', 'vm-import'), { recursive: true });
    await writeFile(
      join(home, 'cloud', 'disks', 'vm-import', 'os.vhd'),
      fixedVhd(sparsePayload(1 << 20, [])),
    );
  });
  await cloud.disks.takeSnapshot('vm-import/os.vhd', 'snapshot');
});
afterAll(() => cloud.stop());
beforeEach(() => {
  cloud.clock.aheadMs = 0;
});

/** The three kinds of blob in a container, and the same block blob as who may delete. */
interface Kept {
  readonly block: BlockBlobClient;
  readonly page: PageBlobClient;
  readonly append: AppendBlobClient;
  readonly asCleaner: BlobClient;
}

// Microsoft, "Container-level WORM policies": operations on a blob that is there.
const prohibited: readonly (readonly [string, (kept: Kept) => Promise<unknown>])[] = [
  ['Delete Blob', ({ asCleaner }) => asCleaner.delete()],
  ['Put Blob over a block blob', ({ block }) => block.upload('other', 5)],
  ['Put Blob over a page blob', ({ page: blob }) => blob.create(1024)],
  ['Put Blob over an append blob', ({ append }) => append.create()],
  ['Put Blob From URL', ({ block, page: from }) => block.syncUploadFromURL(from.url)],
  ['Put Block', ({ block }) => block.stageBlock('AAAA', 'x', 1)],
  ['Put Block From URL', ({ block, page: from }) => block.stageBlockFromURL('AAAA', from.url, 0, 512)],
  ['Put Block List', ({ block }) => block.commitBlockList([])],
  ['Put Page', ({ page: blob }) => blob.uploadPages(page, 0, 512)],
  ['Put Page to clear', ({ page: blob }) => blob.clearPages(0, 512)],
  ['Put Page From URL', ({ page: blob }) => blob.uploadPagesFromURL(exportUrl(), 0, 0, 512)],
  ['Append Block', ({ append }) => append.appendBlock('x', 1)],
  ['Append Block From URL', ({ append, page: from }) => append.appendBlockFromURL(from.url, 0, 512)],
  ['Copy Blob', ({ page: blob }) => blob.beginCopyFromURL(exportUrl())],
  ['Copy Blob From URL', ({ block, page: from }) => block.syncCopyFromURL(from.url)],
  ['Incremental Copy Blob', ({ page: blob }) => blob.startCopyIncremental(exportUrl())],
  ['Set Blob Metadata', ({ block }) => block.setMetadata({ a: 'b' })],
  ['Set Blob Properties', ({ block }) => block.setHTTPHeaders({ blobContentType: 'a/b' })],
  ['Set Blob Properties, size', ({ page: blob }) => blob.resize(1024)],
  ['Set Blob Properties, sequence', ({ page: blob }) => blob.updateSequenceNumber('increment')],
  ['Snapshot Blob', ({ block }) => block.createSnapshot()],
];

const allowed: readonly (readonly [string, (kept: Kept) => Promise<unknown>])[] = [
  ['Get Blob', ({ block }) => block.download()],
  ['Set Blob Tier', ({ block }) => block.setAccessTier('Cool')],
  ['Set Blob Tags', ({ block }) => block.setTags({ case: 'INC-1' })],
  ['Lease Blob', ({ block }) => block.getBlobLeaseClient().acquireLease(15)],
];

describe.each([
  ['a locked policy', 'BlobImmutableDueToPolicy', 2, []],
  ['a legal hold', 'BlobImmutableDueToLegalHold', null, ['inc1']],
] as const)('a container under %s', (_name, code, days, legalHoldTags) => {
  let kept: Kept;
  let put: (name: string) => Promise<unknown>;

  beforeAll(async () => {
    const { facts, client, asCleaner } = newContainer();
    put = (name) => client.getBlockBlobClient(name).upload('new', 3);
    kept = {
      block: client.getBlockBlobClient('kept'),
      page: client.getPageBlobClient('page'),
      append: client.getAppendBlobClient('log'),
      asCleaner: asCleaner.getBlobClient('kept'),
    };
    await kept.block.upload('first', 5);
    await kept.page.create(512);
    await kept.append.create();
    facts.policy = days === null ? null : { state: 'Locked', days, allowProtectedAppendWrites: false };
    facts.legalHoldTags = [...legalHoldTags];
  });

  it.each(prohibited)('refuses %s', async (_operation, attempt) => {
    await expect(attempt(kept)).rejects.toMatchObject({ statusCode: 409, code });
    expect((await bytesOf(kept.block)).toString()).toBe('first');
    expect(await kept.page.getProperties()).toMatchObject({ contentLength: 512, metadata: {} });
  });

  it.each(allowed)('allows %s', async (_operation, attempt) => {
    await expect(attempt(kept)).resolves.toBeDefined();
  });

  it('takes new blobs', async () => {
    await expect(put('new')).resolves.toBeDefined();
  });
});

describe('write-once protection', () => {
  it('allows deletion, but no overwriting, once the retention is over', async () => {
    const { facts, client, asCleaner } = newContainer();
    const blob = client.getBlockBlobClient('kept');
    await blob.upload('first', 5);
    facts.policy = { state: 'Locked', days: 2, allowProtectedAppendWrites: false };
    const cleaner = asCleaner.getBlobClient('kept');
    const refused = { statusCode: 409, code: 'BlobImmutableDueToPolicy' };
    cloud.clock.aheadMs = 2 * day - 60_000;
    await expect(cleaner.delete()).rejects.toMatchObject(refused);
    cloud.clock.aheadMs = 2 * day + 1000;
    await expect(blob.upload('other', 5)).rejects.toMatchObject(refused);
    await expect(cleaner.delete()).resolves.toBeDefined();
  });

  it('allows appending where the policy says so, and nothing else', async () => {
    const { facts, client } = newContainer();
    const log = client.getAppendBlobClient('log');
    await log.create();
    facts.policy = { state: 'Locked', days: 2, allowProtectedAppendWrites: true };
    await expect(log.appendBlock('x', 1)).resolves.toBeDefined();
    await expect(log.create()).rejects.toMatchObject({ code: 'BlobImmutableDueToPolicy' });
  });

  it('refuses blob-level immutability headers, which would be ignored', async () => {
    const { client } = newContainer();
    const immutabilityPolicy = { expiriesOn: new Date(Date.now() + day), policyMode: 'Unlocked' as const };
    const upload = client.getBlockBlobClient('b').upload('x', 1, { immutabilityPolicy });
    await expect(upload).rejects.toMatchObject({ statusCode: 400 });
  });
});

function newContainer() {
  const facts = cloud.container(`${account}-${++containerNumber}`);
  const client = cloud.service().getContainerClient(facts.name);
  return { facts, client, asCleaner: cloud.service({ token: 'cleaner' }).getContainerClient(facts.name) };
}

function exportUrl(): string {
  return cloud.disks.grant('snapshot', 600).url;
}

async function bytesOf(blob: BlobClient): Promise<Buffer> {
  const { readableStreamBody } = await blob.download();
  if (readableStreamBody === undefined) throw new Error('no body');
  return buffer(readableStreamBody);
}
