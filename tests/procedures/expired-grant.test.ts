import { createHash } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { countingThrottles } from '../../lib/adapters/azure/throttle-meter.ts';
import type { DiskSnapshots } from '../../lib/ports/disk-snapshots.ts';
import type { DiskReader, EvidenceLocker } from '../../lib/ports/evidence-locker.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const disk = () => fixedVhd(sparsePayload(24 << 20, [[1 << 20, 20 << 20]]));
const files = { 'vm-read/os.vhd': disk(), 'vm-staged/os.vhd': disk() };
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(files);
});
afterAll(() => house.close());

// Not run to the very end: the cloud's clock is ahead from here on, and the corroboration would wait for its log.
describe('a read grant that expires in the middle of a read', () => {
  it('is renewed, the read is repeated, and one sealed copy results', async () => {
    const id = await house.begin('vm-read');
    await house.run(id, 'snapshot-disk');
    await runStep(tools({ snapshots: shortGrants() }), jobTable['grant-read'].procedure, id);
    await house.run(id, 'copy-to-locker');
    const links = new Set<string>();
    const expiring = tools({ locker: lockerWhoseFirstGrantExpires(links) });
    await runStep(expiring, jobTable['hash-source'].procedure, id);
    expect(await stepOf(id, 'hash-source')).toMatchObject({ state: 'retrying' });
    await runStep(expiring, jobTable['hash-source'].procedure, id);
    expect(await stepOf(id, 'hash-source')).toMatchObject({ state: 'done', attempt: 2 });
    expect(links.size).toBe(2);
    await house.run(id, 'release-source');
    await expectOneSealedCopy(id, files['vm-read/os.vhd']);
    const hashed = (await house.events(id)).find((event) => event.type === 'acquisition.source-hashed');
    expect(hashed?.detail.report).toMatchObject({
      errors: [expect.stringMatching(/^Attempt 1: The read link of the snapshot is no longer valid/)],
    });
  });

  it('while pages go to staging, the attempt is repeated and the pages already there are kept', async () => {
    const id = await house.begin('vm-staged');
    await house.run(id, 'grant-read');
    await refuseServerSideCopy();
    await house.cloud.fault('Export_Get', { kind: 'delay', ms: 1 }, 4);
    await house.cloud.fault(
      'Export_Get',
      refusal('AuthenticationFailed', 'Server failed to authenticate the request.'),
    );
    await house.run(id, 'copy-to-locker');
    expect(await stepOf(id, 'copy-to-locker')).toMatchObject({ state: 'retrying' });
    await refuseServerSideCopy();
    await house.run(id, 'release-source');
    await expectOneSealedCopy(id, files['vm-staged/os.vhd']);
    const copied = (await house.events(id)).find((event) => event.type === 'acquisition.copied');
    expect(copied?.detail).toMatchObject({ path: 'staging', blob: expect.stringContaining('attempt-1') });
  });
});

/** Grants of ten minutes: over while the tokens of the product's identities still hold. */
function shortGrants(): DiskSnapshots {
  const { snapshots } = house.context;
  return { ...snapshots, grantRead: (id, _seconds, signal) => snapshots.grantRead(id, 600, signal) };
}

/** Before the first byte is read through the first grant, the cloud's clock passes the grant's end. */
function lockerWhoseFirstGrantExpires(links: Set<string>): EvidenceLocker {
  const { locker } = house.context;
  let expired: Promise<unknown> | null = null;
  return {
    ...locker,
    async openGrant(grant, signal): Promise<DiskReader> {
      links.add(grant.revealUrl());
      const reader = await locker.openGrant(grant, signal);
      return {
        ...reader,
        async read(start, end, stop) {
          expired ??= house.cloud.admin('PUT', '/clock', { skewSeconds: 900 });
          await expired;
          return reader.read(start, end, stop);
        },
      };
    },
  };
}

function tools(change: Partial<ProcedureContext>) {
  const logger = createLogger('test');
  logger.level = 'silent';
  return {
    context: { ...house.context, ...change },
    logger,
    stopping: new AbortController().signal,
    countingThrottles,
  };
}

async function expectOneSealedCopy(id: string, file: Buffer): Promise<void> {
  const evidence = await house.database.db.evidenceItem.findFirstOrThrow({
    where: { acquisition: { id } },
  });
  const digest = createHash('sha256').update(file).digest('hex');
  expect(evidence).toMatchObject({ state: 'sealed', sha256: digest });
  expect(await copiesOf(id)).toEqual([`${evidence.exhibitNumber}/attempt-1/disk.vhd`]);
}

async function copiesOf(id: string): Promise<readonly string[]> {
  const acquisition = await house.context.register.look.acquisition(id);
  const { lockerBlobEndpoint, clientIds } = house.cloud.endpoints;
  const service = new BlobServiceClient(lockerBlobEndpoint, managedIdentity(clientIds.locker));
  const names: string[] = [];
  const container = service.getContainerClient(acquisition?.container ?? '');
  const prefix = `${acquisition?.exhibitNumber}/`;
  for await (const blob of container.listBlobsFlat({ prefix })) names.push(blob.name);
  return names.filter((name) => name.endsWith('.vhd'));
}

function stepOf(acquisitionId: string, step: string) {
  return house.database.db.acquisitionStep.findFirst({ where: { acquisitionId, step } });
}

function refusal(code: string, message: string) {
  return { kind: 'status', status: 403, code, message };
}

function refuseServerSideCopy(): Promise<void> {
  return house.cloud.fault(
    'Blob_StartCopyFromURL',
    refusal('CannotVerifyCopySource', 'The source cannot be read.'),
  );
}
