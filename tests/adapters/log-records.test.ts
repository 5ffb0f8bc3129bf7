import { MonitorClient } from '@azure/arm-monitor';
import {
  BlobClient,
  BlobSASPermissions,
  BlobServiceClient,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { azureLogRecords } from '../../lib/adapters/azure/log-records.ts';
import type { LogRecords } from '../../lib/ports/log-records.ts';
import { credentialOf, personCredential, startArmCloud, storageOf } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

const signal = new AbortController().signal;
const grant = '0198a1b2-0000-7000-8000-00000000000b';
const hour = 3_600_000;
let cloud: TestCloud;
let logs: LogRecords;
let begun: Date;

beforeAll(async () => {
  cloud = await startArmCloud();
  logs = logsAs('logReader');
  begun = new Date(Date.now() - 1_000);
  const container = serviceAs('locker').getContainerClient('inc-2026-0001');
  await container.create();
  await container.getBlockBlobClient('EV 1.vhd').upload('evidence', 8);
});
afterEach(() => cloud.admin('DELETE', '/faults'));
afterAll(() => cloud.dispose());

describe('the locker’s log', () => {
  it('tells who did what, with which request, from where', async () => {
    const put = async () => (await records()).find((one) => one.operation === 'PutBlob');
    await expect.poll(put, { timeout: 10_000 }).toMatchObject({
      category: 'StorageWrite',
      container: 'inc-2026-0001',
      blob: 'EV 1.vhd',
      status: 201,
      statusText: 'Success',
      authentication: 'OAuth',
      requester: 'b0000000-0000-4000-8000-000000000003',
      callerAddress: '127.0.0.1',
      link: null,
    });
  });

  it('ties every use of a link to its grant, also the refused one after its keys were revoked', async () => {
    const [link, other] = [await sign(grant), await sign('another')];
    await open(link).getProperties();
    await open(link).getProperties();
    await open(other).getProperties();
    await storageOf(cloud, 'linkSigner').storageAccounts.revokeUserDelegationKeys(
      cloud.endpoints.lockerResourceGroup,
      cloud.endpoints.lockerAccount,
    );
    await expect(open(link).download()).rejects.toMatchObject({ statusCode: 403 });
    await expect(open(other).download()).rejects.toMatchObject({ statusCode: 403 });
    const usesOf = async (id: string) => (await records()).filter((one) => one.link?.correlationId === id);
    await expect.poll(async () => (await usesOf(grant)).length, { timeout: 10_000 }).toBe(3);
    const uses = await usesOf(grant);
    expect(uses.map((one) => [one.authentication, one.statusText])).toEqual([
      ['DelegationSas', 'Success'],
      ['DelegationSas', 'Success'],
      ['Anonymous', 'AuthenticationFailed'],
    ]);
    expect(uses[0]).toMatchObject({
      requester: 'b0000000-0000-4000-8000-000000000007',
      link: { addresses: '127.0.0.1', hash: expect.stringMatching(/^[0-9A-F]{64}$/) },
    });
    expect(uses[1]?.link?.hash).toBe(uses[0]?.link?.hash);
    expect((await usesOf('another'))[0]?.link?.hash).not.toBe(uses[0]?.link?.hash);
  });

  it('is not held up by an address that is no encoding of anything', async () => {
    const { url } = serviceAs('locker').getContainerClient('inc-2026-0001');
    await fetch(`${url}/%zz`);
    const strange = async () => (await records()).some(({ blob }) => blob === '%zz');
    await expect.poll(strange, { timeout: 10_000 }).toBe(true);
  });

  it('comes whole over its pages, each record once and in order', async () => {
    for (let n = 0; n < 12; n += 1) await blob().getProperties();
    const small = await logsAs('logReader', 5).blobRequests(begun, new Date(), signal);
    const all = small.kind === 'read' ? small.value : [];
    expect(all.length).toBeGreaterThanOrEqual(14);
    expect(new Set(all.map((one) => one.requestId)).size).toBe(all.length);
    expect(all.map((one) => one.at)).toEqual(all.map((one) => one.at).toSorted());
  });

  it('is silent on hours of which nothing arrives, and on a category that nobody collects any more', async () => {
    const from = new Date();
    await cloud.admin('POST', '/log-outages', {
      from: from.toISOString(),
      to: new Date(Date.now() + hour / 4).toISOString(),
    });
    await blob().getProperties();
    expect(await logs.blobRequests(from, new Date(Date.now() + hour / 4), signal)).toMatchObject({
      value: [],
    });
    await cloud.admin('PUT', '/clock', { skewSeconds: 1800 });
    await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope: soc() });
    await collectOnly('StorageWrite');
    await blob().getProperties();
    await blob().getBlockBlobClient().upload('new', 3);
    const later = async () => {
      const [from, to] = [new Date(Date.now() + hour / 4), new Date(Date.now() + hour)];
      const answer = await logs.blobRequests(from, to, signal);
      return answer.kind === 'read' && answer.value.map((one) => one.operation);
    };
    await expect.poll(later, { timeout: 10_000 }).toEqual(['PutBlob']); // a record is written after its answer
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });
});

describe('what cannot be read', () => {
  it('is refused to others, throttled, unanswered or a part only, never "nobody"', async () => {
    const ask = (from: LogRecords) => from.blobRequests(begun, new Date(), signal);
    expect(await ask(logsAs('reader'))).toMatchObject({ kind: 'unread', why: 'refused' });
    const status = { kind: 'status', status: 429, code: 'ThrottledError', message: 'later', retryAfter: 0 };
    await cloud.fault('Logs_Query', status, 4);
    expect(await ask(logs)).toMatchObject({ why: 'throttled' });
    await cloud.admin('DELETE', '/faults');
    const partial = { kind: 'lie', how: 'partial' };
    await cloud.fault('Logs_Query', partial);
    expect(await ask(logs)).toMatchObject({ why: 'no-answer', words: expect.stringContaining('part only') });
  });
});

function soc(): string {
  return `/subscriptions/${cloud.endpoints.socSubscriptionId}`;
}

function blob(): BlobClient {
  return serviceAs('locker').getContainerClient('inc-2026-0001').getBlobClient('EV 1.vhd');
}

/** A person turns the rest of the log off, past the portal. */
async function collectOnly(category: string): Promise<void> {
  const { arm, socSubscriptionId, lockerResourceGroup, lockerAccount } = cloud.endpoints;
  const blobs = `${soc().slice(1)}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}/blobServices/default`;
  const monitor = new MonitorClient(personCredential(cloud, 'auditor'), socSubscriptionId, { endpoint: arm });
  const workspaceId = `${soc()}/resourceGroups/rg-soc-logs/providers/Microsoft.OperationalInsights/workspaces/law-soc`;
  const logsWanted = [{ category, enabled: true }];
  await monitor.diagnosticSettings.createOrUpdate(blobs, 'holdfast-custody', {
    workspaceId,
    logs: logsWanted,
  });
}

async function records() {
  const answer = await logs.blobRequests(begun, new Date(), signal);
  if (answer.kind === 'read') return answer.value;
  throw new Error(answer.words);
}

function logsAs(identity: 'logReader' | 'reader', pageSize?: number): LogRecords {
  return azureLogRecords({
    credential: credentialOf(cloud, identity),
    logsEndpoint: cloud.endpoints.logs,
    workspaceId: cloud.endpoints.logWorkspaceId,
    account: cloud.endpoints.lockerAccount,
    ...(pageSize === undefined ? {} : { pageSize }),
  });
}

function serviceAs(identity: 'locker' | 'linkSigner'): BlobServiceClient {
  return new BlobServiceClient(cloud.endpoints.lockerBlobEndpoint, credentialOf(cloud, identity));
}

function open(link: string): BlobClient {
  const url = `${cloud.endpoints.lockerBlobEndpoint}/inc-2026-0001/EV%201.vhd?${link}`;
  return new BlobClient(url, undefined, { retryOptions: { maxTries: 1 } });
}

async function sign(correlationId: string): Promise<string> {
  const [startsOn, expiresOn] = [new Date(Date.now() - 60_000), new Date(Date.now() + hour)];
  const key = await serviceAs('linkSigner').getUserDelegationKey(startsOn, expiresOn);
  const values = {
    containerName: 'inc-2026-0001',
    blobName: 'EV 1.vhd',
    permissions: BlobSASPermissions.parse('r'),
    ipRange: { start: '127.0.0.1' },
    startsOn,
    expiresOn,
    correlationId,
  };
  return generateBlobSASQueryParameters(values, key, cloud.endpoints.lockerAccount).toString();
}
