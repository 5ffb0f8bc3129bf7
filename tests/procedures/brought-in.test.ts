import { createHash, randomUUID } from 'node:crypto';
import { ContainerClient } from '@azure/storage-blob';
import { keccak_512 } from '@noble/hashes/sha3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { begunAgain } from '../../lib/custody/acquisition-words.ts';
import { stagingInAccountId, stagingInContainer } from '../../lib/embedded/cloud/tenant.ts';
import { hashSource } from '../../lib/procedures/acquisition/hash-source.ts';
import { bringFile } from '../../lib/procedures/import/bring-file.ts';
import { bringStaged } from '../../lib/procedures/import/bring-staged.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getAcquisition } from '../../lib/queries/get-acquisition.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getItemClaims } from '../../lib/queries/get-item-claims.ts';
import { perform } from '../../lib/web/perform.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { each } from '../support/each.ts';
import { cutShort, openingWith, seenAs, stagedFile, textOf } from '../support/staged-file.ts';
import { withheldBy } from '../support/withheld.ts';

let house: AcquisitionHouse;
let incidentId: string;

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  const incident = await house.database.db.incident.findFirstOrThrow({ where: { restricted: false } });
  incidentId = incident.id;
}, 60_000);
afterAll(async () => {
  await house.close();
});

const bytes = Buffer.from('a photograph of the desk, as it was found');
const hex = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
const keccak = Buffer.from(keccak_512(bytes)).toString('hex');

describe('a file brought by hand', () => {
  it('is sealed with what its bringer says of it, and with each claimed digest held against the bytes', async () => {
    const claims = [
      claim('SHA-256', hex('sha256')),
      claim('MD5', hex('md5').toUpperCase()),
      claim('SHA3-512', keccak),
      claim('Keccak-512', keccak),
      claim('Skein-512', 'ab'.repeat(64)),
    ];
    const begun = await bring({ claims });
    await receive(begun.acquisitionId, bytes);
    await house.run(begun.acquisitionId);
    const item = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: begun.id } });
    expect(item).toMatchObject({ state: 'sealed', kind: 'imported-file', sha256: hex('sha256') });
    const viewer = { actor: house.person('analyst'), db: house.database.db };
    expect((await getEvidenceItem(viewer, begun.id)).altered).toEqual([]); // the database keeps no order of keys
    const compared = await detail(begun.acquisitionId, 'import.claims-compared');
    expect(outcomes(compared)).toEqual([
      ['SHA-256', 'agrees'],
      ['MD5', 'agrees'],
      ['SHA3-512', 'differs'],
      ['Keccak-512', 'agrees'],
      ['Skein-512', 'not-computed'],
    ]);
    const told = await house.database.db.notification.findFirst({
      where: { key: `acquisition:${begun.acquisitionId}:claims` },
    });
    expect(told?.title).toContain('SHA3-512');
    expect(await getItemClaims(viewer, begun.id)).toMatchObject({
      state: 'compared',
      claims: compared?.claims,
    });
    const where = { evidenceId: begun.id, type: 'import.claims-compared' };
    await withheldBy(house.database, (await house.database.db.custodyEvent.findFirst({ where }))?.id);
    expect(await getItemClaims(viewer, begun.id)).toEqual({ state: 'withheld' }); // which is not that there was none
  });

  it('is refused where it is longer than announced, and is taken when it comes again', async () => {
    const begun = await bring({});
    await expect(receive(begun.acquisitionId, Buffer.concat([bytes, bytes]))).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await receive(begun.acquisitionId, bytes);
  });

  it('answers a repeated form with the first item, and refuses one that says something else', async () => {
    const requestKey = randomUUID();
    const first = await bring({ requestKey });
    expect(await bring({ requestKey })).toEqual(first);
    await expect(bring({ requestKey, description: 'another thing' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is refused with a digest that is no digest, and with a time that has not come', async () => {
    await expect(bring({ claims: [claim('SHA-256', 'abc')] })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const earlier = { ...nothingSaid, takenAt: '2999-01-01T00:00:00Z' };
    await expect(bring({ earlier })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('a file in the staging storage', () => {
  it('is fetched in the version that was seen, and sealed', async () => {
    const seen = await stagedFile(house.context, 'usb-stick-reception.dd');
    const named = await stagedFile(house.context, 'usb-stick-reception.dd.sha256');
    const sidecar = await house.context.staged?.open('staged', named, AbortSignal.timeout(30_000));
    const claimed = (await textOf(sidecar)).slice(0, 64);
    const begun = await fetchIt({ ...seenAs(seen), claims: [claim('SHA-256', claimed)] });
    await house.run(begun.acquisitionId);
    const item = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: begun.id } });
    expect(item).toMatchObject({ state: 'sealed', kind: 'imported-disk', sha256: claimed });
    expect(outcomes(await detail(begun.acquisitionId, 'import.claims-compared'))).toEqual([
      ['SHA-256', 'agrees'],
    ]);
  });

  it('is refused, and says so, when it is another version than was seen', async () => {
    const seen = await stagedFile(house.context, 'usb-stick-reception.dd');
    await expect(fetchIt({ ...seenAs(seen), etag: '"0x1"' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('was changed since this page showed it'),
    });
    await expect(fetchIt({ ...seenAs(seen), blob: 'none.dd' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['..', '.'])(
    'is refused by a name with the part “%s”, which would lead out of its container',
    async (part) => {
      const seen = await stagedFile(house.context, 'usb-stick-reception.dd');
      const back = part === '..' ? `../${stagingInContainer}` : '.';
      await expect(fetchIt({ etag: seen.etag, blob: `${back}/${seen.blob}` })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('is no name that a file can have there'),
      });
      const origin = { ...seen, blob: `${back}/${seen.blob}` };
      await expect(
        house.context.staged?.open('staged', origin, AbortSignal.timeout(30_000)),
      ).rejects.toMatchObject({
        code: 'invalid-input',
      });
    },
  );

  it('answers a repeated form with the first item, and refuses one that names another file or version', async () => {
    const seen = seenAs(await stagedFile(house.context, 'usb-stick-reception.dd'));
    const requestKey = randomUUID();
    const first = await fetchIt({ ...seen, requestKey });
    expect(await fetchIt({ ...seen, requestKey })).toEqual(first);
    const other = seenAs(await stagedFile(house.context, 'usb-stick-reception.dd.sha256'));
    for (const named of [other, { ...seen, etag: other.etag }])
      await expect(fetchIt({ ...named, requestKey })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('was sent before, for something else'),
      });
  });
});

describe('a source that is not what it was when it was chosen', () => {
  it('fails in words of its own, and seals nothing: changed, gone, closed to Holdfast', async () => {
    const { stagingContainerUrl } = house.cloud.endpoints.importStorage;
    const scope = `${stagingInAccountId}/blobServices/default/containers/${stagingInContainer}`;
    await house.cloud.admin('POST', '/access/assignments', {
      ...{ principal: 'acquirer', role: 'Storage Blob Data Contributor', scope },
    });
    const writer = managedIdentity(house.cloud.endpoints.clientIds.acquirer);
    const container = new ContainerClient(stagingContainerUrl, writer);
    const put = (name: string, words: string) =>
      container.getBlockBlobClient(name).upload(words, Buffer.byteLength(words));
    const names = ['changed.txt', 'gone.txt', 'closed.txt'];
    const begun = new Map<string, string>();
    for (const name of names) {
      await put(name, 'as it was chosen');
      const { acquisitionId } = await fetchIt({
        ...seenAs(await stagedFile(house.context, name)),
        what: 'log',
      });
      begun.set(name, acquisitionId);
    }
    await put('changed.txt', 'as it was changed');
    await container.getBlobClient('gone.txt').delete();
    expect(await failure(begun.get('changed.txt'))).toMatch(/“changed.txt” in evidence-in was changed after/);
    expect(await failure(begun.get('gone.txt'))).toMatch(/“gone.txt” is not in evidence-in any more/);
    await house.cloud.fault('Blob_GetProperties', {
      kind: 'status',
      status: 403,
      code: 'AuthorizationFailure',
      message: 'Not authorised.',
    });
    expect(await failure(begun.get('closed.txt'))).toMatch(
      /Storage refuses “closed.txt”.*network rules.*role/,
    );
  });

  it('is not stored twice when the worker dies between the store and its record', async () => {
    const begun = await fetchIt({ ...seenAs(await stagedFile(house.context, 'usb-stick-reception.dd')) });
    const step = runStep({ ...house.tools, context: dying() }, hashSource, begun.acquisitionId);
    await expect(step).rejects.toThrow('the worker is dead');
    await house.run(begun.acquisitionId);
    const item = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: begun.id } });
    expect(item.state).toBe('sealed');
    const copied = await detail(begun.acquisitionId, 'acquisition.copied');
    expect(copied).toMatchObject({ pathReason: expect.stringContaining('fetched again, and equal') });
  });
});

describe('a read of an import whose worker is killed in the middle', () => {
  it('is begun anew, says so while it runs, and leaves each fact once', async () => {
    const { acquisitionId } = await fetchIt({
      ...seenAs(await stagedFile(house.context, 'usb-stick-reception.dd')),
    });
    await expect(
      runStep({ ...house.tools, context: openingWith(dying(), cutShort) }, hashSource, acquisitionId),
    ).rejects.toThrow('the worker is dead');
    const seen: Awaited<ReturnType<typeof readingStep>>[] = [];
    const watched = openingWith(house.context, async (reader) => {
      seen.push(await readingStep(acquisitionId));
      return reader;
    });
    await runStep({ ...house.tools, context: watched }, hashSource, acquisitionId);
    expect(seen).toMatchObject([{ state: 'running', attempt: 2, bytesDone: null, message: begunAgain }]);
    await house.run(acquisitionId);
    expect(await readingStep(acquisitionId)).toMatchObject({ state: 'done', message: null });
    const types = (await house.events(acquisitionId)).map(({ type }) => type);
    expect(types).toContain('evidence.sealed');
    expect(types).toEqual([...new Set(types)]);
    expect(await detail(acquisitionId, 'acquisition.copied')).toMatchObject({ pathReason: null });
  });
});

it('a Cloud PC under review is sealed as a disk image, with what Microsoft’s service leaves open', async () => {
  const [seen] = (await house.context.staged?.list('windows-365', 10, AbortSignal.timeout(30_000))) ?? [];
  if (seen === undefined) throw new Error('nothing there');
  const begun = await fetchIt({ ...seenAs(seen), way: 'windows-365', what: 'other' });
  await house.run(begun.acquisitionId);
  const item = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: begun.id } });
  expect(item).toMatchObject({ state: 'sealed', kind: 'imported-disk' });
  expect(JSON.stringify(item.source)).toMatch(/gives no digest.*reachable from all networks.*VHD footer/);
});

const nothingSaid = { takenBy: null, takenAt: null, how: null, heldBy: null };

function common() {
  return {
    ...{ incidentId, description: 'Photograph of the desk', earlier: nothingSaid, claims: [] },
    authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
    ...{ reason: 'It belongs to this incident.', requestKey: randomUUID() },
  };
}

function bring(change: object) {
  const file = { fileName: 'desk.jpg', sizeBytes: bytes.length, what: 'photograph' };
  return perform(house.context, house.person('analyst'), bringFile, { ...common(), ...file, ...change });
}

function fetchIt(change: object) {
  const more = { way: 'staged', what: 'disk-image' };
  return perform(house.context, house.person('analyst'), bringStaged, { ...common(), ...more, ...change });
}

function claim(algorithm: string, value: string) {
  return { algorithm, hex: value, foundIn: 'the sheet that came with it' };
}

/** What the person is told once the worker gave up. */
async function failure(acquisitionId = ''): Promise<string | null> {
  await house.run(acquisitionId);
  const row = await house.database.db.acquisition.findUniqueOrThrow({
    where: { id: acquisitionId },
    include: { evidence: true },
  });
  expect([row.state, row.evidence.state]).toEqual(['failed', 'being-acquired']);
  return row.message;
}

async function detail(acquisitionId: string, type: string) {
  const found = (await house.events(acquisitionId)).find((event) => event.type === type);
  return found?.detail;
}

function outcomes(compared: Record<string, unknown> | undefined) {
  const claims = (compared?.claims ?? []) as { readonly algorithm: string; readonly outcome: string }[];
  return claims.map(({ algorithm, outcome }) => [algorithm, outcome]);
}

async function readingStep(acquisitionId: string) {
  const viewer = { actor: house.person('analyst'), db: house.database.db };
  const { steps } = await getAcquisition(viewer, acquisitionId);
  return steps.find(({ step }) => step === 'hash-source');
}

function receive(acquisitionId: string, sent: Uint8Array) {
  const input = { acquisitionId, bytes: each([sent]) };
  return perform(house.context, house.person('analyst'), receiveImport, input);
}

/** A worker that dies before it records anything. */
function dying(): ProcedureContext {
  const record = () => Promise.reject(new Error('the worker is dead'));
  return { ...house.context, register: { ...house.context.register, record } };
}
