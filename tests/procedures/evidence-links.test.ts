import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endLinks } from '../../lib/procedures/access/end-links.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { revokeLinks } from '../../lib/procedures/access/revoke-links.ts';
import { getItemReaders } from '../../lib/queries/get-item-readers.ts';
import { personCredential } from '../support/arm-cloud.ts';
import { askedOn } from '../support/asked-access.ts';
import { type GrantUseHouse, reason, startGrantUseHouse } from '../support/grant-use-house.ts';
import { stage } from '../support/stage.ts';

const patience = () => AbortSignal.timeout(60_000);
const once = { retryOptions: { maxTries: 1 } };
let house: GrantUseHouse;
beforeAll(async () => {
  house = await startGrantUseHouse();
});
afterAll(() => house?.close());

describe('a link to a sealed copy', () => {
  it('reads the whole copy, for its person with their own token alone, and is recorded without itself', async () => {
    const { grantId } = await house.granted('responder', 'download', '127.0.0.0/8');
    const link = await made('responder');
    expect(sha256(await read(link.url, 'responder'))).toBe(sha256(house.disk));
    expect(link.sha256).toBe(sha256(house.disk));
    await expect(read(link.url, 'analyst')).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    await expect(read(link.url, null)).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    const query = new URL(link.url).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      ...{ sp: 'r', sr: 'b', spr: 'https', sip: '127.0.0.0-127.255.255.255', scid: grantId },
      sduoid: house.person('responder').objectId,
    });
    expect(Date.parse(link.endsAt) - Date.now()).toBeLessThan(2 * 3_600_000);
    const fact = (await house.facts('access.link-made')).at(-1);
    expect(fact?.detail).toMatchObject({
      ...{ grantId, addresses: '127.0.0.0/8', endsAt: link.endsAt },
      sasSha256: sha256(Buffer.from(new URL(link.url).search.slice(1))),
      keyExpiry: expect.stringMatching(/^\d{4}-/),
    });
    const signature = query.get('sig') ?? '?';
    expect(await house.everythingStored()).not.toContain(signature);
    expect(await house.everythingStored()).not.toContain(encodeURIComponent(signature));
  });

  it('never outlives its grant, however many hours were asked for', async () => {
    const { endsAt } = await house.grantOf('responder', 'download');
    const link = await made('responder', 8);
    expect(Date.parse(link.endsAt)).toBeLessThanOrEqual(endsAt.getTime());
    expect(endsAt.getTime() - Date.parse(link.endsAt)).toBeLessThan(1_000);
  });

  it('is of no use from another address, or after its end', async () => {
    await house.granted('auditor', 'download', '10.0.0.0/8');
    const away = await made('auditor', 1, '10.1.2.3');
    await expect(read(away.url, 'auditor')).rejects.toMatchObject({ code: 'AuthorizationSourceIPMismatch' });
    const link = await made('responder', 1);
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 3_700 });
    await expect(read(link.url, 'responder')).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('is not made without a grant, from elsewhere, for foreign networks, or where nobody signs', async () => {
    const before = (await house.facts('access.link-made')).length;
    await expect(made('analyst')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(made('responder', 1, '192.0.2.1')).rejects.toThrow(/you are at 192\.0\.2\.1/);
    await house.granted('lead-1', 'download', '192.0.2.0/24');
    await expect(made('lead-1', 1, '192.0.2.1')).rejects.toThrow(/inside the SOC’s network/);
    const { links: _none, ...context } = house.context;
    await expect(makeLink.run(context, house.person('responder'), input(1))).rejects.toMatchObject({
      code: 'not-feasible',
    });
    expect((await house.facts('access.link-made')).length).toBe(before);
  });

  it('is not handed out if the grant is revoked before its record is signed', async () => {
    const { requestId } = await house.granted('lead-2', 'download', '127.0.0.0/8');
    await house.pauseSigning();
    const making = made('lead-2').catch((error: unknown) => error);
    await house.until(async () => (await house.facts('access.link-made', 'lead-2')).length === 1);
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason });
    house.goOnSigning();
    expect(await making).toMatchObject({ message: expect.stringMatching(/no live grant/) });
    expect((await house.facts('access.link-withheld')).at(-1)?.detail).toMatchObject({
      problem: expect.stringMatching(/no live grant/),
    });
  });

  it('lives on when its grant is revoked, until every link is ended: each grant’s record says so', async () => {
    const one = await house.granted('responder', 'download', '127.0.0.0/8');
    const link = await made('responder');
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId: one.requestId, reason });
    expect((await read(link.url, 'responder')).length).toBe(house.disk.length);
    await linkElsewhere();
    const live = await house.context.register.look.liveLinks();
    const ask = (linkIds: readonly string[]) =>
      revokeLinks.run(house.context, house.person('lead-2'), {
        requestId: one.requestId,
        reason,
        linkIds: [...linkIds],
      });
    expect(await readsByLink('Responder')).toBe(true);
    await expect(ask(live.slice(1).map(({ id }) => id))).rejects.toThrow(/another link was made/);
    await house.cloud.fault('StorageAccounts_RevokeUserDelegationKeys', {
      kind: 'status',
      status: 403,
      code: 'AuthorizationFailed',
      message: 'no',
    });
    await ask(live.map(({ id }) => id));
    await expect(ask(live.map(({ id }) => id))).rejects.toMatchObject({ code: 'conflict' });
    expect(await endLinks(house.context, patience())).toBe(false);
    expect((await read(link.url, 'responder')).length).toBe(house.disk.length);
    const later = (seconds: number) =>
      house.database.asAdmin(
        `update link_revocation set lease_until = lease_until - interval '${seconds} seconds'
         where done_at is null`,
      );
    await later(11);
    const { register } = house.context;
    expect(await register.claimLinkRevocation()).not.toBeNull(); // by a worker whose call takes a minute
    await later(61);
    expect(await endLinks(house.context, patience())).toBe(false);
    await later(30);
    expect(await endLinks(house.context, patience())).toBe(true);
    expect(await endLinks(house.context, patience())).toBe(false);
    await expect(read(link.url, 'responder')).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    expect(await house.context.register.look.liveLinks()).toEqual([]);
    expect(await readsByLink('Responder')).toBe(false);
    const asked = (await house.facts('access.links-revoking')).at(-1);
    const ended = await house.facts('access.links-revoked');
    const here = live.filter(({ incidentId }) => incidentId === house.item.incidentId);
    expect(live.length - here.length).toBe(1); // which the facts of this incident do not name
    expect(asked?.detail.grants).toEqual([...new Set(here.map(({ number }) => number))]);
    expect(ended.flatMap(({ detail }) => detail.linkIds).sort()).toEqual(here.map(({ id }) => id).sort());
    expect(ended[0]?.actor).toMatchObject({ identity: 'link-signer', onBehalfOf: { displayName: 'Lead 2' } });
    await expect(ask([crypto.randomUUID()])).rejects.toThrow(/No link lives/);
  });
});

function input(hours: number) {
  return { evidenceId: house.item.id, hours };
}

function made(account: string, hours = 1, ip = '127.0.0.1') {
  return makeLink.run(house.context, { ...house.person(account), ip }, input(hours));
}

/** Reads by a link with the person's own token, as a tool of theirs does. */
async function read(url: string, account: string | null): Promise<Buffer> {
  const credential = account === null ? undefined : personCredential(house.cloud, account);
  const answer = await new BlobClient(url, credential, once).download();
  return await buffer(answer.readableStreamBody as Readable);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A live link of a grant in an incident that not everybody may see, past the procedures. */
async function linkElsewhere(): Promise<void> {
  const hidden = await stage(house.database, { restricted: true });
  const request = await askedOn(house.database, hidden, { granted: true });
  await house.database.asAdmin(
    `insert into access_link (id, grant_id, evidence_id, sas_sha256, addresses, starts_at, ends_at)
     select gen_random_uuid(), id, $1, '', '10.0.0.0/8', now(), now() + interval '1 hour'
     from access_grant where request_id = $2`,
    [hidden.evidenceId, request],
  );
}

/** Whether an auditor finds that person among who can read the item by a link, a minute from now. */
async function readsByLink(name: string): Promise<boolean> {
  const soon = new Date(Date.now() + 60_000).toISOString().slice(0, 16);
  const viewer = { actor: house.person('auditor'), db: house.database.db };
  const { readers } = await getItemReaders(viewer, house.item.id, soon);
  return readers.some((one) => one.name === name && one.ways.some(({ words }) => words.includes('(Link)')));
}
