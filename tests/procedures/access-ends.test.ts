import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstUuidOf } from '../../lib/adapters/prisma/uuid-v7.ts';
import { currentCustodian } from '../../lib/custody/current-custodian.ts';
import type { EventDetail } from '../../lib/custody/custody-event.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { remarkDigest } from '../../lib/custody/remark.ts';
import { commentOnRequest } from '../../lib/procedures/access/comment-on-request.ts';
import { type OpenRead, recordEnd } from '../../lib/procedures/access/content-read.ts';
import { endAccess } from '../../lib/procedures/access/end-access.ts';
import { endLostReads } from '../../lib/procedures/access/end-lost-reads.ts';
import { refuseRequest } from '../../lib/procedures/access/refuse-request.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { withdrawRequest } from '../../lib/procedures/access/withdraw-request.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { type AccessHouse, openAccessHouse, reason } from '../support/access-house.ts';

type Tenant = Awaited<ReturnType<AccessHouse['newTenant']>>;

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
    expect(await endLostReads(house.at.register)).toBe(1);
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

describe('a read whose portal died', () => {
  const ends = async ({ evidenceId }: Tenant) =>
    (await house.facts(evidenceId)).filter(({ type }) => type === 'access.content-read');

  it('by a grant that was revoked gets its end once, and no second one from a portal that wakes', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one, { mode: 'see-contents' });
    const { grantId } = await house.approve(one.leads[0], id);
    const readId = await beginRead(one, id, grantId ?? '');
    expect(await endLostReads(house.at.register)).toBe(0); // it may go on
    await house.run(one.leads[0], revokeGrant, { requestId: id, reason });
    expect(await endLostReads(house.at.register)).toBe(0); // it stops at its next block
    await house.at.asAdmin(
      `alter table access_grant disable trigger guard; update access_grant set revoked_at = now() - interval '3 minutes'
       where id = '${grantId}'; alter table access_grant enable always trigger guard`,
    );
    expect(await Promise.all([endLostReads(house.at.register), endLostReads(house.at.register)])).toContain(
      1,
    );
    expect(await ends(one)).toMatchObject([{ event: { detail: { readId, grantId, result: 'unknown' } } }]);
    await recordEnd({ register: house.at.register } as ProcedureContext, openRead(one, readId), wholly, null);
    expect(await ends(one)).toHaveLength(1);
  });

  it('of one’s own package gets its end when no page takes so long', async () => {
    const one = await house.newTenant();
    const early = Date.now() - 16 * 60_000;
    const own = { seen: true, inside: { path: null, form: 'page' } } as const;
    const readId = await beginRead(one, null, null, own);
    expect(await endLostReads(house.at.register)).toBe(0);
    await house.at.asAdmin(
      `alter table custody_event disable trigger user;
       update custody_event set id = '${firstUuidOf(early)}' where position('${readId}'::bytea in body) > 0;
       alter table custody_event enable trigger user`,
    );
    expect(await endLostReads(house.at.register)).toBe(1);
    expect(await endLostReads(house.at.register)).toBe(0);
    const [end, ...others] = await ends(one);
    expect(others).toEqual([]);
    expect(end?.event).toMatchObject({
      subjects: [`incident:${one.incidentId}`],
      detail: { readId, grantId: null, requestId: null, number: 'AR', result: 'unknown', bytes: null },
    });
  });

  it('gets its end though somebody replaced the record of another read', async () => {
    const [one, other] = [await house.newTenant(), await house.newTenant()];
    const own = { seen: true, inside: { path: null, form: 'page' } } as const;
    const [spoilt, readId] = [await beginRead(other, null, null, own), await beginRead(one, null, null, own)];
    const ids = [1, 2].map((minutes) => firstUuidOf(Date.now() - (16 + minutes) * 60_000));
    await house.at.asAdmin(
      `alter table custody_event disable trigger user;
       update custody_event set id = '${ids[0]}', body = 'no record' where position('${spoilt}'::bytea in body) > 0;
       update custody_event set id = '${ids[1]}' where position('${readId}'::bytea in body) > 0;
       alter table custody_event enable trigger user`,
    );
    expect(await endLostReads(house.at.register)).toBe(1);
    expect(await ends(one)).toMatchObject([{ event: { detail: { readId } } }]);
  });
});

const wholly = { sent: 512n, seen: null };

/** The read as the portal that began it still has it. */
function openRead({ incidentId, evidenceId, investigator }: Tenant, readId: string): OpenRead {
  const item = { evidenceId, incidentId } as OpenRead['item'];
  const grant = { id: null, requestId: null, number: 'AR' };
  return { readId, actor: investigator, item, grant, start: 0n, end: 512n, seen: true };
}

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
  { incidentId, evidenceId, investigator }: Tenant,
  requestId: string | null,
  grantId: string | null,
  how: Partial<EventDetail<'access.content-opened'>> = {},
): Promise<string> {
  const readId = crypto.randomUUID();
  await house.at.register.record(investigator, ['access.content-opened'], async () => ({
    events: [
      {
        type: 'access.content-opened',
        stream: { kind: 'evidence', id: evidenceId },
        subjects: [`incident:${incidentId}`, ...(requestId === null ? [] : [`request:${requestId}`])],
        reason: null,
        authority: null,
        detail: {
          ...{ readId, requestId, number: 'AR', grantId, ...how },
          ...{ start: '0', end: '512', sizeBytes: '512', sha256: '00' },
        },
      },
    ],
    result: undefined,
  }));
  return readId;
}
