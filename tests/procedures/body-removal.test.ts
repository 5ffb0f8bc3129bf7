import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureDataKeyEraser } from '../../lib/adapters/azure/data-keys.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { removalsOf } from '../../lib/custody/body-removal.ts';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { DataKeyEraser } from '../../lib/ports/data-keys.ts';
import { correctRecord } from '../../lib/procedures/custody/correct-record.ts';
import { eraseBodies } from '../../lib/procedures/custody/erase-bodies.ts';
import { writeNote } from '../../lib/procedures/incident/write-note.ts';
import type { Procedure } from '../../lib/procedures/procedure.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { proposeEraseBody } from '../../lib/procedures/proposal/kinds/erase-body.ts';
import { proposeWithholdBody } from '../../lib/procedures/proposal/kinds/withhold-body.ts';
import { exportEvents } from '../../lib/queries/export-events.ts';
import { getEventProof } from '../../lib/queries/get-event-proof.ts';
import { getIncident } from '../../lib/queries/get-incident.ts';
import { recoverLedger } from '../../lib/recover/recover-ledger.ts';
import { perform } from '../../lib/web/perform.ts';
import { present } from '../support/access-house.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { itemInCustody } from '../support/asked-access.ts';
import { fsckOf } from '../support/insider.ts';
import { testRuntime } from '../support/portal.ts';
import { incidentTimeline } from '../support/recorded-timeline.ts';

const signal = new AbortController().signal;
const secret = 'The patient in room 7 opened the message.';
const reason = 'Health data of a third person.';

let house: AnchoredLedger;
let eraser: DataKeyEraser;
let run: <I, R>(actor: PersonActor, procedure: Procedure<I, R>, input: unknown) => Promise<R>;
let incidentId: string;
const author = present('lead', { displayName: 'Author' });
const [lead, other, reader] = [present('lead'), present('lead'), present('auditor')];
const controller = present('controller');

beforeAll(async () => {
  house = await anchoredLedger();
  const { clientIds, dataKeysContainerUrl: containerUrl } = house.cloud.endpoints;
  eraser = azureDataKeyEraser({ credential: managedIdentity(clientIds.eraser), containerUrl });
  const { context } = testRuntime(house.at);
  run = (actor, procedure, input) => perform(context, actor, procedure, input);
  incidentId = (await itemInCustody(house.at, author)).incidentId;
  house.start();
}, 120_000);
afterAll(async () => await house?.close());

async function note(text = secret): Promise<string> {
  await run(author, writeNote, { incidentId, text });
  const where = { stream: incidentId, type: 'incident.note-written' };
  return (await house.at.db.custodyEvent.findFirstOrThrow({ where, orderBy: { n: 'desc' } })).id;
}

const viewer = (actor: PersonActor) => ({ actor, db: house.at.db });

/** Everything that a person is shown of the incident, its notes and its export, as text. */
async function seen(actor: PersonActor): Promise<string> {
  const lines: string[] = [];
  for await (const line of (await exportEvents(viewer(actor), { of: 'incident', id: incidentId })).lines)
    lines.push(line);
  const { events } = await incidentTimeline(viewer(actor), incidentId);
  const { notes } = await getIncident(viewer(actor), incidentId);
  return JSON.stringify({ lines, events, notes });
}
const told = async (actor: PersonActor, id: string) =>
  (await incidentTimeline(viewer(actor), incidentId)).events.find((one) => one.id === id);

describe('what a record says', () => {
  it('is withheld by two people, neither of them its author, from all but those who decided', async () => {
    const eventId = await note();
    await expect(run(author, proposeWithholdBody, { reason, change: { eventId } })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { id } = await run(lead, proposeWithholdBody, { reason, change: { eventId } });
    expect(await seen(reader)).toContain(secret);
    await expect(run(author, confirmProposal, { proposalId: id, comment: null })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await run(other, confirmProposal, { proposalId: id, comment: null });
    for (const person of [reader, author]) expect(await seen(person)).not.toContain(secret);
    for (const person of [lead, other]) expect(await seen(person)).toContain(secret);
    expect(await told(reader, eventId)).toMatchObject({
      words: {
        title: 'Withheld: incident.note-written',
        sentence: expect.stringMatching(/by decision PR-\d{4}-\d{4} of/),
      },
      who: 'Author',
      trouble: null,
      record: null,
    });
    await expect(getEventProof(viewer(reader), eventId)).rejects.toMatchObject({ code: 'withheld' });
    const correction = { eventId, field: 'detail.text', corrected: 'Nothing.', reason };
    await expect(run(author, correctRecord, correction)).rejects.toMatchObject({ code: 'conflict' });
    await expect(run(lead, proposeWithholdBody, { reason, change: { eventId } })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is not removed while a correction still quotes it', async () => {
    const eventId = await note();
    await run(author, correctRecord, {
      eventId,
      field: 'detail.text',
      corrected: 'Nobody opened it.',
      reason,
    });
    const where = { stream: incidentId, type: 'custody.corrected' };
    const { id: quote } = await house.at.db.custodyEvent.findFirstOrThrow({ where, orderBy: { n: 'desc' } });
    const propose = (about: string) => run(lead, proposeWithholdBody, { reason, change: { eventId: about } });
    await expect(propose(eventId)).rejects.toMatchObject({ code: 'conflict' });
    for (const about of [quote, eventId]) {
      const { id: proposalId } = await propose(about);
      await run(other, confirmProposal, { proposalId, comment: null });
    }
    expect(await seen(reader)).not.toContain(secret);
  });

  it('is removed, or corrected and thereby quoted, when both are asked for at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const eventId = await note('Somebody opened the message.');
      const { id: proposalId } = await run(lead, proposeWithholdBody, { reason, change: { eventId } });
      const correction = { eventId, field: 'detail.text', corrected: 'Nobody opened it.', reason };
      const acts = [
        run(other, confirmProposal, { proposalId, comment: null }),
        run(author, correctRecord, correction),
      ];
      const done = (await Promise.allSettled(acts)).filter(({ status }) => status === 'fulfilled');
      expect(done).toHaveLength(1);
    }
  });

  it('is neither withheld nor erased where anything rests on it', async () => {
    const where = { incidentId, type: 'acquisition.requested' };
    const { id: eventId } = await house.at.db.custodyEvent.findFirstOrThrow({ where });
    expect(removalsOf('acquisition.cancel-requested')).toEqual([]); // its words stand on the acquisition too
    for (const propose of [proposeWithholdBody, proposeEraseBody])
      await expect(run(lead, propose, { reason, change: { eventId } })).rejects.toMatchObject({
        code: 'conflict',
      });
  });

  it('is erased once a controller agrees and the decision is signed: key, body and note go, the ledger still verifies', async () => {
    const eventId = await note();
    const { id } = await run(lead, proposeEraseBody, { reason, change: { eventId } });
    await expect(run(other, confirmProposal, { proposalId: id, comment: null })).rejects.toMatchObject({
      code: 'conflict',
    });
    await house.untilAnchored();
    await house.stop();
    await run(controller, confirmProposal, { proposalId: id, comment: null });
    expect(await eraseBodies(house.at.register, eraser, signal)).toEqual({ erased: 0, failed: 0 });
    const title = { words: { title: 'Erased: incident.note-written' } };
    for (const person of [lead, controller]) expect(await told(person, eventId)).toMatchObject(title);
    expect(await house.keys.find(`bodies/${eventId}`, signal)).not.toBeNull();

    house.start();
    await house.untilAnchored();
    const refused = async () => Promise.reject(new CustodyError('cloud-refused', 'The key is held.'));
    for (const _again of [1, 2]) {
      const round = await eraseBodies(house.at.register, { ...eraser, destroy: refused }, signal);
      expect(round).toEqual({ erased: 0, failed: 1 });
    }
    const failures = { stream: incidentId, type: 'ledger.erasure-failed' };
    expect(await house.at.db.custodyEvent.count({ where: failures })).toBe(1); // told once
    const alarm = { key: `erasure:${eventId}` };
    expect(await house.at.db.alarm.count({ where: { ...alarm, clearedAt: null } })).toBe(1);
    const foundBy = () =>
      house.at.asAdmin('select actor_ip as address from custody_event where id = $1', [eventId]);
    expect(await foundBy()).toEqual([{ address: expect.any(String) }]);
    expect(await eraseBodies(house.at.register, eraser, signal)).toEqual({ erased: 1, failed: 0 });
    expect(await eraseBodies(house.at.register, eraser, signal)).toEqual({ erased: 0, failed: 0 });
    expect(await house.at.db.alarm.count({ where: { ...alarm, clearedAt: null } })).toBe(0);
    const row = await house.at.db.custodyEvent.findUniqueOrThrow({ where: { id: eventId } });
    expect(row).toMatchObject({ body: null, salt: null });
    expect(await foundBy()).toEqual([{ address: null }]);
    expect(await seen(reader)).not.toContain(secret);
    await house.untilAnchored();
    expect(await told(reader, eventId)).toMatchObject({ ...title, holds: true, trouble: null });
    const { findings } = await fsckOf(house);
    expect(findings).toEqual([]);
    const sink = { take: async () => {}, checkpoint: async () => {}, end: async () => {} };
    const fresh = await anchoredKeys();
    const report = await recoverLedger({ ...house, keys: fresh }, sink, () => undefined, signal);
    expect(report).toMatchObject({ findings: [], unreadable: [] });
    expect(report.erased).toEqual([
      { index: expect.anything(), id: eventId, decision: expect.stringMatching(/^PR-/) },
    ]);
    expect(await house.at.db.ledgerFreeze.count()).toBe(0);
  }, 60_000);

  it('is taken from the database by nobody without a decision in the ledger', async () => {
    const eventId = await note();
    const take = `update custody_event set body = null, salt = null where id = '${eventId}'`;
    await expect(house.at.as('app', take)).rejects.toMatchObject({ code: '42501' });
    await expect(house.at.asAdmin(take)).rejects.toMatchObject({ code: '23001' });
    await house.at.as('app', `insert into body_erasure values ('${eventId}', 'PR-x', 'bodies/x')`);
    expect(await house.at.as('app', `select erase_body('${eventId}') as gone`)).toEqual([{ gone: false }]);
    await expect(house.at.asAdmin(take)).rejects.toMatchObject({ code: '23001' });
  });
});

/** The data keys as another process finds them: nothing of them in memory. */
async function anchoredKeys() {
  const { azureDataKeys } = await import('../../lib/adapters/azure/data-keys.ts');
  const { vaultKeyWrapper } = await import('../../lib/adapters/azure/key-wrapper.ts');
  const { clientIds, dataKeysContainerUrl: containerUrl, vault } = house.cloud.endpoints;
  const credential = managedIdentity(clientIds.sequencer);
  return azureDataKeys({
    credential,
    containerUrl,
    wrapper: vaultKeyWrapper({ credential, keyId: vault.dataKeysKeyId }),
  });
}
