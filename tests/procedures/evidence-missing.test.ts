import { createHash } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { azuriteFolder, internalContainer, startAzurite } from '../../lib/embedded/blob/azurite.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getIncident } from '../../lib/queries/get-incident.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { watchEvidence } from '../../lib/worker/watch-evidence.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import type { TestCloud } from '../support/cloud.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

let house: AcquisitionHouse;
let cloud: TestCloud;
let evidenceId: string;

/** One sealed item, a lead who has signed in, and the store's files kept aside as they are then. */
beforeAll(async () => {
  house = await startAcquisitionHouse({ 'vm-watched': fixedVhd(sparsePayload(8 << 20, [[0, 70_000]])) });
  cloud = house.cloud;
  const input = await house.request('vm-watched');
  const asked = await requestAcquisition.run(house.context, house.person('analyst'), input);
  await house.run(asked.acquisitions[0]?.id ?? '');
  evidenceId = (await house.database.db.evidenceItem.findFirstOrThrow({ where: { state: 'sealed' } })).id;
  await signedIn(house.person('lead-1'));
}, 120_000);
afterAll(async () => {
  rmSync(kept(), { recursive: true, force: true });
  await cloud.dispose();
  await house.database.close();
});

const kept = () => `${azuriteFolder(cloud.home)}-kept`;
const viewer = () => ({ actor: house.person('auditor'), db: house.database.db });
const item = () => getEvidenceItem(viewer(), evidenceId);
const notes = () => house.database.db.notification.findMany({ where: { key: `presence:${evidenceId}` } });

/** As a worker that has just started: everything is looked for once. */
const look = () => watchEvidence(house.context, new Date(Date.now() + 60_000), new AbortController().signal);

async function recorded(): Promise<readonly string[]> {
  const rows = await house.database.db.custodyEvent.findMany({
    where: {
      stream: evidenceId,
      type: { in: ['evidence.missing-found', 'evidence.other-found', 'evidence.found-again'] },
    },
    orderBy: { n: 'asc' },
  });
  return rows.map(({ type }) => type.replace('evidence.', ''));
}

async function signedIn(person: PersonActor): Promise<void> {
  const session = { ...person, sessionId: createHash('sha256').update(person.objectId).digest('hex') };
  await house.database.register.record(person, ['access.signed-in'], async (desk) => {
    await desk.openSession({ actor: session, absoluteExpiresAt: new Date(Date.now() + 3_600_000) });
    const stream = { kind: 'person', id: person.objectId } as const;
    const about = { stream, subjects: [], reason: null, authority: null };
    return { result: null, events: [{ ...about, type: 'access.signed-in', detail: { method: 'test' } }] };
  });
}

/** Changes the store's files while the cloud is down: nothing of the facade's rules stands in the way. */
async function behindTheFacade(change: () => Promise<void> | void): Promise<void> {
  await cloud.stop();
  await change();
  cloud = await cloud.restart();
}

async function inAzurite(method: 'DELETE' | 'PUT', body?: Uint8Array): Promise<void> {
  const { container, blob } = await house.database.db.evidenceItem.findUniqueOrThrow({
    where: { id: evidenceId },
  });
  const name = internalContainer(cloud.endpoints.lockerAccount, container);
  const path = `/${name}/${(blob ?? '').split('/').map(encodeURIComponent).join('/')}`;
  const headers = body === undefined ? {} : { 'x-ms-blob-type': 'BlockBlob', 'content-length': body.length };
  // The emulator may lose its last seconds when it ends: what it was told is asked of its next run.
  for (let isDone = false; !isDone; ) {
    const azurite = await startAzurite(azuriteFolder(cloud.home));
    (await azurite.perform({ method, path, headers, ...(body === undefined ? {} : { body }) })).resume();
    await azurite.close();
    const again = await startAzurite(azuriteFolder(cloud.home));
    const { statusCode } = (await again.send({ method: 'HEAD', path })).resume();
    await again.close();
    isDone = (statusCode === 404) === (method === 'DELETE');
  }
}

describe('a sealed copy that the store no longer has', () => {
  it('is looked for when a worker starts, and nothing is recorded while it is there', async () => {
    expect(await look()).toEqual({ stored: 1, missing: 0, other: 0, unknown: 0 });
    const custodian = { objectId: house.person('analyst').objectId };
    expect(await item()).toMatchObject({ integrity: 'verified', presence: { state: 'stored' }, custodian });
    expect(await recorded()).toEqual([]);
  });

  it('is not looked for again before its time', async () => {
    expect(await house.database.register.claimPresenceChecks(new Date(0), 20)).toEqual([]);
    await house.database.asAdmin("update evidence_presence set tried_at = now() - interval '51 minutes'");
    expect(await house.database.register.claimPresenceChecks(new Date(0), 20)).toHaveLength(1);
    expect(await house.database.register.claimPresenceChecks(new Date(0), 20)).toEqual([]);
  });

  it('shows Unknown, never Missing, while the store gives no answer', async () => {
    await cloud.stop();
    expect(await look()).toMatchObject({ unknown: 1, missing: 0 });
    const shown = await item();
    expect(shown).toMatchObject({ integrity: 'unknown', presence: { state: 'unknown' } });
    expect(shown.presence?.problem).not.toBeNull();
    expect(await recorded()).toEqual([]);
    cpSync(azuriteFolder(cloud.home), kept(), { recursive: true });
    cloud = await cloud.restart();
    await look();
    expect((await item()).integrity).toBe('verified');
  }, 60_000);

  it('shows Missing once its blob is gone, on every list and to leads, and is recorded once', async () => {
    await behindTheFacade(() => inAzurite('DELETE'));
    expect(await look()).toMatchObject({ missing: 1 });
    expect(await look()).toMatchObject({ missing: 1 });
    expect(await recorded()).toEqual(['missing-found']);
    const shown = await item();
    expect(shown).toMatchObject({ integrity: 'missing', altered: [], presence: { state: 'missing' } });
    const { rows } = await listEvidence(viewer(), { state: 'missing' });
    expect(rows.map(({ id, integrity }) => [id, integrity])).toEqual([[evidenceId, 'missing']]);
    const incident = await getIncident(viewer(), shown.incident.id);
    expect(incident.counts).toMatchObject({ sealed: 0, missing: 1 });
    expect((await notes()).map(({ objectId, level }) => [objectId, level])).toEqual([
      [house.person('lead-1').objectId, 'error'],
    ]);
  }, 60_000);

  it('stays Missing when somebody writes into the database that it is there', async () => {
    await house.database.asAdmin("update evidence_presence set state = 'stored'");
    expect((await item()).integrity).toBe('missing');
    await house.database.asAdmin("update evidence_presence set state = 'missing'");
  });

  it('is not found again by another blob under its name', async () => {
    await behindTheFacade(() => inAzurite('PUT', Buffer.from('not the disk')));
    expect(await look()).toMatchObject({ other: 1 });
    expect(await recorded()).toEqual(['missing-found', 'other-found']);
    expect((await item()).integrity).toBe('replaced');
  }, 60_000);

  it('is found again when the very same blob is back', async () => {
    await behindTheFacade(() => {
      rmSync(azuriteFolder(cloud.home), { recursive: true });
      cpSync(kept(), azuriteFolder(cloud.home), { recursive: true });
    });
    expect(await look()).toMatchObject({ stored: 1 });
    expect(await recorded()).toEqual(['missing-found', 'other-found', 'found-again']);
    expect(await item()).toMatchObject({ integrity: 'verified', presence: { state: 'stored' } });
    expect((await notes()).map(({ level }) => level)).toEqual(['info']);
  }, 60_000);
});
