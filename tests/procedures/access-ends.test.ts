import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentCustodian } from '../../lib/custody/current-custodian.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { remarkDigest } from '../../lib/custody/remark.ts';
import { commentOnRequest } from '../../lib/procedures/access/comment-on-request.ts';
import { endAccess } from '../../lib/procedures/access/end-access.ts';
import { refuseRequest } from '../../lib/procedures/access/refuse-request.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { withdrawRequest } from '../../lib/procedures/access/withdraw-request.ts';
import { type AccessHouse, openAccessHouse, reason } from '../support/access-house.ts';

let house: AccessHouse;
beforeAll(async () => {
  house = await openAccessHouse();
});
afterAll(() => house?.at.close());

describe('the end', () => {
  it('of a waiting request is its requester’s own: withdrawn, and nobody decides any more', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    const taking = { requestId: id };
    await expect(house.run(one.leads[0], withdrawRequest, taking)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(house.run(one.custodian, withdrawRequest, taking)).rejects.toMatchObject({
      code: 'not-found',
    });
    await house.run(one.investigator, withdrawRequest, taking);
    await expect(house.run(one.investigator, withdrawRequest, taking)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(house.approve(one.leads[0], id)).rejects.toThrow(/was withdrawn/);
  });

  it('of a grant comes by one person at once, or by the clock, and is recorded once', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one, { mode: 'see-contents' });
    await house.approve(one.leads[0], id);
    await expect(house.run(one.investigator, revokeGrant, { requestId: id, reason })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await house.run(one.controllers[0], revokeGrant, { requestId: id, reason });
    await expect(house.run(one.leads[0], revokeGrant, { requestId: id, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    const ended = await house.asked(one, { mode: 'see-contents' });
    const { grantId } = await house.approve(one.leads[0], ended);
    await beginRead(one, ended, grantId ?? ''); // and its portal dies
    await house.age('access_grant', ended);
    await expect(house.run(one.leads[0], revokeGrant, { requestId: ended, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await endAccess(house.at.register)).toEqual({ expired: 0, ended: 1 });
    expect(await endAccess(house.at.register)).toEqual({ expired: 0, ended: 0 });
    const [, opened, over, lost] = (await house.facts(one.evidenceId)).slice(-4);
    expect([opened?.type, over?.type, lost?.type]).toEqual([
      'access.content-opened',
      'access.ended',
      'access.content-read',
    ]);
    expect(lost?.event.detail).toMatchObject({
      readId: opened?.event.detail.readId,
      result: 'unknown',
      bytes: null,
    });
  });
});

it('custody is derived alike by the database, which decides, and by the rule, which is shown', async () => {
  const one = await house.newTenant();
  const rows = await house.at.db.custodyEvent.findMany({
    where: { stream: one.evidenceId },
    orderBy: { n: 'asc' },
  });
  const events = rows.map(({ body }) => readRecordedEvent(body));
  const [item] = await house.at.register.look.sealedItems(one.incidentId, null);
  expect(item?.custodianObjectId).toBe(one.custodian.objectId);
  expect(currentCustodian(events)?.objectId).toBe(one.custodian.objectId);
});

it('a remark is told by its digest while the request waits, and whole afterwards', async () => {
  const one = await house.newTenant();
  const id = await house.asked(one);
  await house.run(one.leads[0], commentOnRequest, { requestId: id, text: 'which machine is it?' });
  await house.run(one.leads[0], refuseRequest, { requestId: id, comment: 'nobody could say why' });
  await house.run(one.investigator, commentOnRequest, { requestId: id, text: 'I shall ask again' });
  const [, first, outcome, last] = await house.facts(one.evidenceId);
  expect(first?.event.detail.text).toBeNull();
  expect(outcome?.event.detail.remarks.map(({ text }: { text: string }) => text)).toEqual([
    'which machine is it?',
    'nobody could say why',
  ]);
  expect(first?.event.detail.remarkSha256).toBe(remarkDigest(outcome?.event.detail.remarks[0]));
  expect(last?.event.detail.text).toBe('I shall ask again');
});

it('a request of a restricted incident is there for its members alone', async () => {
  const one = await house.newTenant();
  const id = await house.asked(one);
  await house.at.asAdmin('update incident set restricted = true where id = $1', [one.incidentId]);
  await expect(house.approve(one.leads[0], id)).rejects.toMatchObject({ code: 'not-found' });
  await house.at.asAdmin('insert into incident_member values ($1, $2)', [
    one.incidentId,
    one.leads[0].objectId,
  ]);
  expect(await house.approve(one.leads[0], id)).toMatchObject({ state: 'waiting' });
});

it('a grant whose use nobody can read any more is not known as unused', async () => {
  const one = await house.newTenant();
  const id = await house.asked(one, { mode: 'download' });
  await house.approve(one.leads[0], id);
  const { grantId } = await house.approve(one.leads[1], id);
  await beginRead(one, id, grantId ?? '');
  await house.run(one.leads[0], revokeGrant, { requestId: id, reason });
  const unused = async () => {
    const grants = await house.at.register.unusedGrants(new Date(0), new Date(Date.now() + 60_000));
    return grants.filter((grant) => grant.grantId === grantId).map(({ hiddenUses }) => hiddenUses);
  };
  expect(await unused()).toEqual([]); // it was used
  await house.at.asAdmin(
    `alter table custody_event disable trigger user;
     update custody_event set body = null, salt = null
     where stream = '${one.evidenceId}' and type = 'access.content-opened';
     alter table custody_event enable trigger user`,
  );
  expect(await unused()).toEqual([1]);
});

async function beginRead(
  one: Awaited<ReturnType<AccessHouse['newTenant']>>,
  requestId: string,
  grantId: string,
) {
  const { incidentId, evidenceId, investigator } = one;
  await house.at.register.record(investigator, ['access.content-opened'], async () => ({
    events: [
      {
        type: 'access.content-opened',
        stream: { kind: 'evidence', id: evidenceId },
        subjects: [`incident:${incidentId}`, `request:${requestId}`],
        reason: null,
        authority: null,
        detail: {
          ...{ readId: crypto.randomUUID(), requestId, number: 'AR', grantId },
          ...{ start: '0', end: '512', sizeBytes: '512', sha256: '00' },
        },
      },
    ],
    result: undefined,
  }));
}
