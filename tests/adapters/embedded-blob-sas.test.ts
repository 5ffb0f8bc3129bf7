import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BlobClient,
  BlobSASPermissions,
  type BlobSASSignatureValues,
  ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
} from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { account, type BlobCloud, credential, startBlobCloud } from '../support/blob-cloud.ts';

const hour = 3_600_000;
let cloud: BlobCloud;
beforeAll(async () => {
  cloud = await startBlobCloud();
  const client = cloud.service().getContainerClient(cloud.container('incident-1').name);
  await client.getBlockBlobClient('disk one.vhd').upload('evidence', 8);
  await client.getBlockBlobClient('other.vhd').upload('other', 5);
});
afterAll(() => cloud.stop());
beforeEach(() => {
  cloud.clock.aheadMs = 0;
  cloud.account.delegationKeysRevokedAt = null;
  cloud.rights.signer = ['blobs/read', 'generateUserDelegationKey/action'];
});

describe('a link signed with a user delegation key', () => {
  it.each(['2020-12-06', '2025-07-05', '2026-04-06'])(
    'of version %s reads the one blob that it names',
    async (version) => {
      const blob = open('disk one.vhd', await sign('disk one.vhd', { version }));
      expect((await blob.downloadToBuffer()).toString()).toBe('evidence');
      expect((await blob.getProperties()).contentLength).toBe(8);
      const elsewhere = open('other.vhd', await sign('disk one.vhd', { version }));
      await expect(elsewhere.download()).rejects.toMatchObject(refused('AuthenticationFailed'));
    },
  );

  it('permits what it says and no more', async () => {
    const link = await sign('disk one.vhd', {});
    await expect(open('disk one.vhd', link).delete()).rejects.toMatchObject(
      refused('AuthorizationPermissionMismatch'),
    );
    await expect(open('disk one.vhd', link).setMetadata({ a: 'b' })).rejects.toMatchObject(
      refused('AuthorizationPermissionMismatch'),
    );
    const [changed] = [link.replace('sp=r', 'sp=rd')];
    await expect(open('disk one.vhd', changed).delete()).rejects.toMatchObject(
      refused('AuthenticationFailed'),
    );
  });

  it('lists a container only if it is for the container', async () => {
    const forBlob = new ContainerClient(`${base()}/incident-1?${await sign('disk one.vhd', {})}`);
    await expect(forBlob.listBlobsFlat().next()).rejects.toMatchObject({ statusCode: 403 });
    const permissions = ContainerSASPermissions.parse('l');
    const forAll = new ContainerClient(`${base()}/incident-1?${await sign(undefined, { permissions })}`);
    expect((await forAll.listBlobsFlat().next()).value?.name).toBe('disk one.vhd');
  });

  it('holds in its time only, and never longer than its key', async () => {
    const link = await sign('disk one.vhd', { expiresOn: new Date(Date.now() + 3 * hour) }, 2 * hour);
    cloud.clock.aheadMs = 2.5 * hour;
    await expect(open('disk one.vhd', link).download()).rejects.toMatchObject(
      refused('AuthenticationFailed'),
    );
    cloud.clock.aheadMs = -hour;
    await expect(open('disk one.vhd', link).download()).rejects.toMatchObject(
      refused('AuthenticationFailed'),
    );
  });

  it('holds from the addresses it names', async () => {
    const here = await sign('disk one.vhd', { ipRange: { start: '127.0.0.0', end: '127.0.0.9' } });
    expect((await open('disk one.vhd', here).downloadToBuffer()).toString()).toBe('evidence');
    const there = await sign('disk one.vhd', { ipRange: { start: '10.0.0.1' } });
    await expect(open('disk one.vhd', there).download()).rejects.toMatchObject(
      refused('AuthorizationSourceIPMismatch'),
    );
  });

  it('that is bound to a person needs that person’s own token', async () => {
    const link = await sign('disk one.vhd', { delegatedUserObjectId: 'stranger' });
    await expect(open('disk one.vhd', link).download()).rejects.toMatchObject(
      refused('AuthenticationFailed'),
    );
    const token = (name: string) =>
      new BlobClient(`${base()}/incident-1/disk%20one.vhd?${link}`, credential(name), once);
    await expect(token('writer').download()).rejects.toMatchObject(refused('AuthenticationFailed'));
    expect((await token('stranger').downloadToBuffer()).toString()).toBe('evidence');
  });

  it('ends with the signer’s own right, and every link ends when the account’s keys are revoked', async () => {
    const links = [await sign('disk one.vhd', {}), await sign('disk one.vhd', { correlationId: grant })];
    cloud.rights.signer = [];
    for (const link of links)
      await expect(open('disk one.vhd', link).download()).rejects.toMatchObject(
        refused('AuthorizationPermissionMismatch'),
      );
    cloud.rights.signer = ['blobs/read', 'generateUserDelegationKey/action'];
    cloud.account.delegationKeysRevokedAt = new Date();
    for (const link of links)
      await expect(open('disk one.vhd', link).download()).rejects.toMatchObject(
        refused('AuthenticationFailed'),
      );
    expect((await open('disk one.vhd', await sign('disk one.vhd', {})).downloadToBuffer()).length).toBe(8);
  });

  it('is in the diagnostic log with its correlation id and without its signature', async () => {
    const link = await sign('disk one.vhd', { correlationId: grant });
    await open('disk one.vhd', link).downloadToBuffer();
    await open('disk one.vhd', link).downloadToBuffer();
    const text = await readFile(join(cloud.home, 'cloud/blob-log.jsonl'), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { uri: string; tokenHash: string; authentication: string });
    const own = lines.filter((line) => line.uri.includes(`scid=${grant}`)).slice(-2);
    expect(own.map((line) => line.authentication)).toEqual(['DelegationSas', 'DelegationSas']);
    expect(own[0]?.tokenHash).toMatch(/^user-delegation\([0-9A-F]{64}\),SasSignature\([0-9A-F]{64}\)$/);
    expect(own[0]?.tokenHash).toBe(own[1]?.tokenHash);
    expect(text).not.toContain(new URLSearchParams(link).get('sig') ?? '?');
    expect(own[0]?.uri).toContain('sig=XXXXX');
  });
});

describe('a user delegation key', () => {
  it('is given for seven days at most, to whoever may make one', async () => {
    const [now, week] = [new Date(), new Date(Date.now() + 7.1 * 24 * hour)];
    const signer = cloud.service({ token: 'signer' });
    await expect(signer.getUserDelegationKey(now, week)).rejects.toMatchObject({ statusCode: 400 });
    await expect(signer.getUserDelegationKey(now, new Date(now.getTime() - hour))).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(
      cloud.service({ token: 'writer' }).getUserDelegationKey(now, new Date(now.getTime() + hour)),
    ).rejects.toMatchObject(refused('AuthorizationPermissionMismatch'));
  });
});

const grant = '0198a1b2-0000-7000-8000-00000000000a';
const once = { retryOptions: { maxTries: 1 } };
const refused = (code: string) => ({ statusCode: 403, code });

function base(): string {
  return `https://127.0.0.1:${cloud.facade.privatePort}/${account}`;
}

function open(blob: string, link: string): BlobClient {
  return new BlobClient(`${base()}/incident-1/${encodeURIComponent(blob)}?${link}`, undefined, once);
}

async function sign(
  blobName: string | undefined,
  more: Partial<BlobSASSignatureValues>,
  keyMs = 4 * hour,
): Promise<string> {
  const now = Date.now();
  const key = await cloud
    .service({ token: 'signer' })
    .getUserDelegationKey(new Date(now - 60_000), new Date(now + keyMs));
  const values: BlobSASSignatureValues = {
    containerName: 'incident-1',
    ...(blobName === undefined ? {} : { blobName }),
    permissions: BlobSASPermissions.parse('r'),
    startsOn: new Date(now - 60_000),
    expiresOn: new Date(now + hour),
    protocol: SASProtocol.Https,
    ...more,
  };
  return generateBlobSASQueryParameters(values, key, account).toString();
}
