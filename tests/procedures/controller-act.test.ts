import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { azureControllerActs } from '../../lib/adapters/azure/controller-acts.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { ControllerActs } from '../../lib/ports/controller-acts.ts';
import { actAsController } from '../../lib/procedures/proposal/act-as-controller.ts';
import { proposeLiftHold } from '../../lib/procedures/proposal/kinds/lift-hold.ts';
import { getControls } from '../../lib/queries/get-controls.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { actCookie, sessionCookie } from '../../lib/web/session-cookie.ts';
import { present } from '../support/access-house.ts';
import { CookieJar } from '../support/cookie-jar.ts';
import { type HoldHouse, openHoldHouse } from '../support/hold-house.ts';
import { cookieOf, tenant, testRuntime } from '../support/portal.ts';
import type { SmallIssuer } from '../support/small-issuer.ts';

const portal = 'http://127.0.0.1:3000';
let wired: Runtime;
vi.mock('../../lib/runtime/runtime.ts', () => ({ runtime: async () => wired }));

const { POST: start } = await import('../../app/controls/act/start/route.ts');
const { GET: callback } = await import('../../app/controls/act/callback/route.ts');

let house: HoldHouse;
let first: PersonActor;
let second: PersonActor;
beforeAll(async () => {
  house = await openHoldHouse();
  const { endpoints } = house.cloud;
  const { oidcIssuer: url, oidcClientId: clientId, oidcClientSecret: clientSecret } = endpoints;
  const plain = testRuntime(house.at, { url, clientId, clientSecret } as SmallIssuer);
  const place = {
    armEndpoint: endpoints.arm,
    subscriptionId: endpoints.socSubscriptionId,
    resourceGroup: endpoints.lockerResourceGroup,
    account: endpoints.lockerAccount,
  };
  wired = {
    ...plain,
    settings: { ...plain.settings, HOLDFAST_PUBLIC_URL: portal },
    context: { ...plain.context, controllerActs: (token) => azureControllerActs(place, token) },
  };
  tenant.clear();
  first = controller(6);
  second = controller(7);
});
afterAll(() => house?.close());

/** One of the embedded tenant's own two. */
function controller(n: 6 | 7): PersonActor {
  const objectId = `a0000000-0000-4000-8000-00000000000${n}`;
  tenant.set(objectId, { enabled: true, roles: ['controller'] });
  const { objectId: made, ...person } = present('controller', { displayName: `Controller ${n - 5}` });
  tenant.delete(made);
  return { ...person, objectId };
}

/** A hold that stands, whose lifting one controller proposed and the other confirmed. */
async function confirmedLift() {
  const { incidentId, container } = await house.sealed();
  await house.check();
  const asked = { reason: 'The case is closed by the court.', change: { incidentId, tag: 'inc1' } };
  const { id } = await house.act(first, proposeLiftHold, asked);
  await house.confirm(second, id);
  return { id, incidentId, container };
}

/** The embedded tenant sends people back to the usual port, and cookies bear the port in their name. */
async function sessionOf(actor: PersonActor): Promise<string> {
  return (await cookieOf(house.at, actor)).replace(/^[^=]*/, sessionCookie(portal));
}

/** From the button to the page after it, as a browser goes; `account` signs in at the tenant. Out: that page. */
async function act(actor: PersonActor, proposalId: string, account: string) {
  const cookie = await sessionOf(actor);
  const begun = await start(
    new NextRequest(`${portal}/controls/act/start`, {
      method: 'POST',
      headers: { cookie, origin: portal, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ proposalId }),
    }),
  );
  const state = begun.cookies.get(actCookie(portal))?.value ?? '';
  const target = new URL(begun.headers.get('location') ?? '');
  if (target.origin === portal) return { page: target, again: null };
  const browser = new CookieJar();
  const choosing = await browser.follow(target);
  let at = new URL(
    (await browser.go(choosing, new URLSearchParams({ account }))).headers.get('location') ?? '',
    choosing,
  );
  while (at.origin !== portal) at = new URL((await browser.go(at)).headers.get('location') ?? '', at);
  const finish = async () => {
    const headers = { cookie: `${cookie}; ${actCookie(portal)}=${state}` };
    const response = await callback(new NextRequest(at, { headers }));
    return new URL(response.headers.get('location') ?? '');
  };
  return { page: await finish(), again: finish };
}

/** What the controls' page says is left to a controller's own account: ids of proposals. */
async function leftToDo(): Promise<readonly string[]> {
  const known = { inTenant: [first.objectId, second.objectId], retentionDays: 30 };
  const { toDo } = await getControls({ actor: second, db: house.at.db }, known);
  return toDo.map(({ id }) => id);
}

const actsOf = async (incidentId: string) =>
  (await house.facts(incidentId)).filter(({ type }) => type.startsWith('control.'));

describe('what no identity of the product may do', () => {
  it('is refused by Azure while the controller is only eligible, in words, and nothing changes', async () => {
    const { id, incidentId, container } = await confirmedLift();
    const { page } = await act(second, id, 'controller-2');
    expect(page.href).toBe(`${portal}/controls?act=cloud-refused`);
    const facts = await actsOf(incidentId);
    expect(facts.map(({ type }) => type)).toEqual(['control.act-begun', 'control.act-failed']);
    expect(JSON.stringify(facts[1])).toContain('Activate your controller role');
    expect(await house.tags(container)).toEqual(['inc1']);
  });

  it('is done by the controller’s own account once it is active, once a token, and Azure’s word ends it', async () => {
    const { id, incidentId, container } = await confirmedLift();
    const activate = (account: string, approver: string) =>
      new CookieJar().go(
        `${house.cloud.endpoints.oidcIssuer.replace(/\/v2\.0$/, '')}/activate`,
        new URLSearchParams({ account, approver }),
      );
    expect((await activate('controller-2', 'controller-2')).status).toBe(400);
    expect((await activate('controller-2', 'lead-1')).status).toBe(400);
    expect((await activate('controller-2', 'controller-1')).status).toBe(200);
    expect(await leftToDo()).toContain(id);
    const { page, again } = await act(second, id, 'controller-2');
    expect(page.href).toBe(`${portal}/controls/${id}`);
    expect(await house.tags(container)).toEqual([]);
    const facts = await actsOf(incidentId);
    expect(facts.map(({ type }) => type)).toEqual(['control.act-begun', 'control.act-done']);
    expect(facts[1]).toMatchObject({
      actor: { objectId: second.objectId },
      detail: { act: 'clear-hold', tag: 'inc1', left: [], correlationIds: [expect.any(String)] },
    });
    expect(JSON.stringify(facts)).not.toContain('eyJ');
    expect((await again?.())?.href).toBe(`${portal}/controls?act=conflict`);
    await house.check();
    expect((await house.facts(incidentId)).map(({ type }) => type)).toContain('hold.lifted');
    expect(await leftToDo()).not.toContain(id);
    expect((await act(second, id, 'controller-2')).page.href).toBe(`${portal}/controls?act=conflict`);
  });

  it('is not begun for another account than the session’s, nor by who did not agree, nor from another page', async () => {
    const { id, incidentId } = await confirmedLift();
    expect((await act(second, id, 'controller-1')).page.href).toBe(`${portal}/controls?act=forbidden`);
    expect((await act(present('lead'), id, 'lead-1')).page.href).toBe(`${portal}/controls?act=forbidden`);
    const stranger = present('controller');
    tenant.set(stranger.objectId, { enabled: true, roles: ['controller'] });
    const acts = wired.context.controllerActs('a token');
    await expect(house.act(stranger, actAsController, { proposalId: id, acts })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const cookie = await sessionOf(second);
    const foreign = new NextRequest(`${portal}/controls/act/start`, {
      method: 'POST',
      headers: { cookie, origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-site' },
      body: new URLSearchParams({ proposalId: id }),
    });
    expect((await start(foreign)).headers.get('location')).toBe(`${portal}/controls?act=forbidden`);
    expect(await actsOf(incidentId)).toEqual([]);
    const denied = { actorObjectId: second.objectId, type: 'access.denied' };
    const [last] = await house.at.db.custodyEvent.findMany({
      where: denied,
      orderBy: { n: 'desc' },
      take: 1,
    });
    expect(JSON.parse(Buffer.from(last?.body ?? []).toString())).toMatchObject({
      subjects: [`proposal:${id}`],
      detail: { why: 'Somebody else signed in at the tenant.' },
    });
    tenant.delete(stranger.objectId);
    const old = new Date(Date.now() - 16 * 60_000).toISOString();
    for (const authenticatedAt of [old, null])
      await expect(
        house.act({ ...second, authenticatedAt }, actAsController, { proposalId: id, acts }),
      ).rejects.toMatchObject({ code: 'sign-in-again' });
    expect(await actsOf(incidentId)).toEqual([]);
  });

  it('is never called failed once Azure did it', async () => {
    const { id, incidentId } = await confirmedLift();
    const { register } = wired.context;
    const forgetful = {
      ...register,
      append: (async (actor, types, events) => {
        if (types.includes('control.act-done' as never)) throw new Error('the database is away');
        return await register.append(actor, types, events);
      }) as typeof register.append,
    };
    const run = (context: Runtime['context'], acts: ControllerActs) =>
      actAsController.run(context, second, { proposalId: id, acts });
    const doing = { clearHold: async () => ({ value: [], azure: [] }) };
    await expect(run({ ...wired.context, register: forgetful }, doing)).rejects.toThrow(
      'the database is away',
    );
    expect((await actsOf(incidentId)).map(({ type }) => type)).toEqual(['control.act-begun']);
  });
});
