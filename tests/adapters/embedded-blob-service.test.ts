import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BlobClient, BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { account, type BlobCloud, startBlobCloud } from '../support/blob-cloud.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const mib = 1 << 20;
const whole = fixedVhd(
  sparsePayload(24 * mib, [
    [0, 4096],
    [6 * mib, 5 * mib],
    [20 * mib + 4096, 70_000],
  ]),
);

let cloud: BlobCloud;
let containerNumber = 0;

beforeAll(async () => {
  cloud = await startBlobCloud(async (home) => {
    await mkdir(join(home, 'cloud', 'disks', 'vm-import'), { recursive: true });
    await writeFile(join(home, 'cloud', 'disks', 'vm-import', 'os.vhd'), whole);
  });
  await cloud.disks.takeSnapshot('vm-import/os.vhd', 'snapshot');
});

afterAll(() => cloud.stop());

beforeEach(() => {
  cloud.faults.clear();
  cloud.clock.aheadMs = 0;
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const refusal = (statusCode: number, code: string) => ({ statusCode, code });
const exportUrl = () => cloud.disks.grant('snapshot', 600).url;

function newContainer() {
  const facts = cloud.container(`incident-${++containerNumber}`);
  return { facts, client: cloud.service().getContainerClient(facts.name) };
}

async function bytesOf(blob: BlobClient): Promise<Buffer> {
  const { readableStreamBody } = await blob.download();
  if (readableStreamBody === undefined) throw new Error('no body');
  return buffer(readableStreamBody);
}

async function put(client: ReturnType<typeof newContainer>['client'], name: string, text = 'first') {
  const blob = client.getBlockBlobClient(name);
  await blob.upload(text, text.length);
  return blob;
}

describe('the door', () => {
  it('answers AuthorizationFailure at the public endpoint, whoever asks', async () => {
    const { facts } = newContainer();
    const outside = cloud.service({ door: 'public' }).getContainerClient(facts.name);
    await expect(outside.getProperties()).rejects.toMatchObject(refusal(403, 'AuthorizationFailure'));
  });

  it('opens to the addresses that a network rule names once public access is enabled, and to all by default action', async () => {
    const { facts } = newContainer();
    const outside = () => cloud.service({ door: 'public' }).getContainerClient(facts.name).getProperties();
    cloud.account.allowedAddresses = ['127.0.0.0/8'];
    await expect(outside()).rejects.toMatchObject(refusal(403, 'AuthorizationFailure'));
    cloud.account.publicNetworkAccess = 'Enabled';
    await expect(outside()).resolves.toBeDefined();
    cloud.account.allowedAddresses = ['203.0.113.0/24', '203.0.114.7'];
    await expect(outside()).rejects.toMatchObject(refusal(403, 'AuthorizationFailure'));
    cloud.account.defaultAction = 'Allow';
    await expect(outside()).resolves.toBeDefined();
    Object.assign(cloud.account, {
      publicNetworkAccess: 'Disabled',
      defaultAction: 'Deny',
      allowedAddresses: [],
    });
  });

  it('wants a token, and a good one', async () => {
    const url = `https://127.0.0.1:${cloud.facade.privatePort}/${account}/c/b`;
    const bare = await fetch(url);
    expect(bare.status).toBe(401);
    expect(bare.headers.get('www-authenticate')).toMatch(
      /^Bearer authorization_uri=.*resource_id=https:\/\/storage/,
    );
    const bad = await fetch(url, { headers: { authorization: 'Bearer nobody' } });
    expect(bad.headers.get('x-ms-error-code')).toBe('InvalidAuthenticationInfo');
  });

  it('refuses account keys', async () => {
    const key = new StorageSharedKeyCredential(account, Buffer.from('key').toString('base64'));
    const client = new BlobServiceClient(`https://127.0.0.1:${cloud.facade.privatePort}/${account}`, key);
    const blob = client.getContainerClient('c').getBlobClient('b');
    await expect(blob.download()).rejects.toMatchObject(refusal(403, 'KeyBasedAuthenticationNotPermitted'));
  });

  it('lets each principal do what its roles say and no more', async () => {
    const { facts, client } = newContainer();
    await put(client, 'one');
    const as = (token: string, blob = 'one') =>
      cloud.service({ token }).getContainerClient(facts.name).getBlockBlobClient(blob);
    const mismatch = refusal(403, 'AuthorizationPermissionMismatch');
    await expect(as('stranger').download()).rejects.toMatchObject(mismatch);
    await expect(as('writer').delete()).rejects.toMatchObject(mismatch);
    await expect(as('adder').upload('again', 5)).rejects.toMatchObject(mismatch);
    await expect(as('adder', 'two').upload('new', 3)).resolves.toMatchObject({ _response: { status: 201 } });
    await expect(as('cleaner').delete()).resolves.toBeDefined();
  });

  it('writes a diagnostic log without any query', async () => {
    const { client } = newContainer();
    await put(client, 'logged');
    const lines = (await readFile(join(cloud.home, 'cloud', 'blob-log.jsonl'), 'utf8')).trim().split('\n');
    const last = JSON.parse(lines.findLast((line) => line.includes('/logged')) ?? '{}') as Record<
      string,
      unknown
    >;
    expect(last).toMatchObject({ operation: 'Blob_Put', status: 201, principal: 'writer' });
    expect(lines.join('')).not.toMatch(/sig=|Bearer/);
  });
});

describe('containers', () => {
  it('are made over the data plane once, listed, and show what protects them', async () => {
    const client = cloud.service().getContainerClient('made-by-data-plane');
    await client.create();
    await expect(client.create()).rejects.toMatchObject(refusal(409, 'ContainerAlreadyExists'));
    const facts = cloud.container('made-by-data-plane');
    expect(await client.getProperties()).toMatchObject({ hasImmutabilityPolicy: false, hasLegalHold: false });
    facts.policy = { state: 'Locked', days: 1, allowProtectedAppendWrites: false };
    facts.legalHoldTags = ['inc1'];
    expect(await client.getProperties()).toMatchObject({ hasImmutabilityPolicy: true, hasLegalHold: true });
    const names: string[] = [];
    for await (const each of cloud.service().listContainers()) names.push(each.name);
    expect(names).toContain('made-by-data-plane');
  });

  it('list their blobs under the names that the caller knows', async () => {
    const { client } = newContainer();
    await put(client, 'folder/a b.txt');
    const names: string[] = [];
    for await (const blob of client.listBlobsFlat()) names.push(blob.name);
    expect(names).toEqual(['folder/a b.txt']);
  });

  it('are not deleted while protected, and an unknown one is not found', async () => {
    const { facts } = newContainer();
    facts.policy = { state: 'Locked', days: 1, allowProtectedAppendWrites: false };
    const client = cloud.service({ token: 'cleaner' }).getContainerClient(facts.name);
    await expect(client.delete()).rejects.toMatchObject(refusal(409, 'ContainerImmutabilityPolicyLocked'));
    const unknown = cloud.service().getContainerClient('nowhere').getBlobClient('b');
    await expect(unknown.download()).rejects.toMatchObject(refusal(404, 'ContainerNotFound'));
  });
});

describe('a copy from a disk export', () => {
  it('goes from pending to success and stores the disk exactly, inside a protected container', async () => {
    const { facts, client } = newContainer();
    facts.policy = { state: 'Locked', days: 2, allowProtectedAppendWrites: false };
    facts.legalHoldTags = ['inc1'];
    const blob = client.getPageBlobClient('disk.vhd');
    const options = { conditions: { ifNoneMatch: '*' }, metadata: { exhibit: 'EV-1' }, intervalInMs: 20 };
    const poller = await blob.beginCopyFromURL(exportUrl(), options);
    const pending = await blob.getProperties();
    expect(pending).toMatchObject({ copyStatus: 'pending', metadata: { exhibit: 'EV-1' } });
    expect(pending.copyProgress).toMatch(new RegExp(`^\\d+/${whole.length}$`));
    expect(pending.copySource).not.toContain('sig=');
    await expect(blob.beginCopyFromURL(exportUrl(), options)).rejects.toMatchObject(
      refusal(409, 'PendingCopyOperation'),
    );
    expect(await poller.pollUntilDone()).toMatchObject({ copyStatus: 'success' });

    const done = await blob.getProperties();
    expect(done).toMatchObject({ contentLength: whole.length, blobType: 'PageBlob', copyId: pending.copyId });
    expect(done.metadata).toEqual({ exhibit: 'EV-1' });
    expect((await blob.getProperties()).etag).toBe(done.etag);
    expect(sha256(await bytesOf(blob))).toBe(sha256(whole));
    let listed = 0;
    for await (const range of blob.listPageRanges()) listed += (range.end ?? 0) + 1 - range.start;
    expect(listed).toBeLessThan(5.3 * mib);
    await expect(blob.beginCopyFromURL(exportUrl(), options)).rejects.toMatchObject(
      refusal(409, 'BlobAlreadyExists'),
    );
  });

  it('fails with an empty blob when the grant is revoked in the middle', async () => {
    const { client } = newContainer();
    await cloud.disks.takeSnapshot('vm-import/os.vhd', 'revoked');
    const blob = client.getPageBlobClient('dead.vhd');
    const poller = await blob.beginCopyFromURL(cloud.disks.grant('revoked', 600).url, { intervalInMs: 20 });
    cloud.disks.revoke('revoked');
    await expect(poller.pollUntilDone()).rejects.toThrow(/403 Forbidden/);
    expect(await blob.getProperties()).toMatchObject({ copyStatus: 'failed', contentLength: 0 });
  });

  it('can be told to fail, and can be aborted', async () => {
    const { client } = newContainer();
    cloud.faults.set(
      'Blob_StartCopyFromURL',
      {
        kind: 'fail-async',
        code: '500 OperationCancelled',
        message: 'The copy failed when reading the source.',
      },
      1,
    );
    const told = await client
      .getPageBlobClient('told.vhd')
      .beginCopyFromURL(exportUrl(), { intervalInMs: 20 });
    await expect(told.pollUntilDone()).rejects.toThrow(/OperationCancelled/);

    const blob = client.getPageBlobClient('aborted.vhd');
    await blob.beginCopyFromURL(exportUrl());
    const { copyId } = await blob.getProperties();
    await blob.abortCopyFromURL(copyId ?? '');
    expect(await blob.getProperties()).toMatchObject({ copyStatus: 'aborted', contentLength: 0 });
    await sleep(200);
    expect(await blob.getProperties()).toMatchObject({ copyStatus: 'aborted', contentLength: 0 });
  });

  it('is refused with a forged source and with a source elsewhere', async () => {
    const { client } = newContainer();
    const blob = client.getPageBlobClient('forged.vhd');
    const forged = exportUrl().replace(/sig=.../, 'sig=abc');
    await expect(blob.beginCopyFromURL(forged)).rejects.toMatchObject(refusal(403, 'CannotVerifyCopySource'));
    const elsewhere = blob.beginCopyFromURL('https://example.org/a/b');
    await expect(elsewhere).rejects.toMatchObject(refusal(404, 'CannotVerifyCopySource'));
    expect(await blob.exists()).toBe(false);
  });
});

it('copies a blob within the account, from pages that were put into an unprotected container', async () => {
  const staging = newContainer().client.getPageBlobClient('staged.vhd');
  await staging.create(mib);
  const pages = Buffer.alloc(4096, 3);
  await staging.uploadPages(pages, 8192, 4096);
  const { facts, client } = newContainer();
  facts.policy = { state: 'Locked', days: 2, allowProtectedAppendWrites: false };
  const blob = client.getPageBlobClient('disk.vhd');
  const poller = await blob.beginCopyFromURL(staging.url, { conditions: { ifNoneMatch: '*' } });
  expect(await poller.pollUntilDone()).toMatchObject({ copyStatus: 'success' });
  expect((await bytesOf(blob)).subarray(8192, 12_288).equals(pages)).toBe(true);
  expect((await blob.getProperties()).copySource).toBe(staging.url);
});
