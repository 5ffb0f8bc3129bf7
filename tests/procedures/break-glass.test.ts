import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { breakGlassEvent } from '../../lib/procedures/break-glass/break-glass-event.ts';
import { endBreakGlass, endOverdueBreakGlass } from '../../lib/procedures/break-glass/end-break-glass.ts';
import { noteBreakGlassRead } from '../../lib/procedures/break-glass/note-read.ts';
import { openBreakGlass } from '../../lib/procedures/break-glass/open-break-glass.ts';
import { reviewBreakGlass } from '../../lib/procedures/break-glass/review-break-glass.ts';
import { beginBundle } from '../../lib/procedures/bundle/begin-bundle.ts';
import { writeNote } from '../../lib/procedures/incident/write-note.ts';
import { exportEvents } from '../../lib/queries/export-events.ts';
import { getBundle } from '../../lib/queries/get-bundle.ts';
import { getIncident } from '../../lib/queries/get-incident.ts';
import { listBreakGlass } from '../../lib/queries/list-break-glass.ts';
import { present } from '../support/access-house.ts';
import { linesOf } from '../support/lines-of.ts';
import { cookieOf, tenant } from '../support/portal.ts';
import { openProposalHouse } from '../support/proposal-house.ts';
import { stage } from '../support/stage.ts';

const reason = 'Ransomware is spreading and nobody of the team answers.';
let house: Awaited<ReturnType<typeof openProposalHouse>>;
let hidden: { readonly incidentId: string; readonly number: string };
let [responder, lead]: PersonActor[] = [];
beforeAll(async () => {
  house = await openProposalHouse();
});
afterAll(() => house?.at.close());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  tenant.clear();
  [responder, lead] = [present('responder'), present('lead')];
  const { incidentId } = await stage(house.at, { restricted: true });
  const { number } = await house.at.db.incident.findUniqueOrThrow({ where: { id: incidentId } });
  hidden = { incidentId, number };
  const last = await house.at.db.breakGlass.findFirst({ where: { reviewedAt: null } });
  if (last !== null) await over(last.id).then(() => review(who(lead), last.id));
});

function who(actor: PersonActor | undefined): PersonActor {
  if (actor === undefined) throw new Error('nobody is there');
  return actor;
}
const open = (actor: PersonActor | undefined, change: object = {}) =>
  house.run(who(actor), openBreakGlass, { incident: hidden.number, reason, minutes: '30', ...change });
const review = (actor: PersonActor | undefined, breakGlassId: string) =>
  house.run(who(actor), reviewBreakGlass, {
    ...{ breakGlassId, verdict: 'justified', review: 'The logs bear it out.' },
  });
const reads = (actor: PersonActor | undefined) =>
  getIncident({ actor: who(actor), db: house.at.db }, hidden.incidentId).then(
    () => 'read',
    ({ code }) => code,
  );

/** Moves a use two hours into the past, as only the owner of the server could. */
const over = (id: string) =>
  house.at.asAdmin(
    `alter table break_glass disable trigger guard; update break_glass set starts_at = starts_at - interval '2 hours',
       ends_at = ends_at - interval '2 hours' where id = '${id}'; alter table break_glass enable always trigger guard`,
  );

describe('breaking the glass', () => {
  it('opens one restricted incident for one person, for reading and nothing else, and tells who watches', async () => {
    await cookieOf(house.at, who(lead));
    expect(await reads(responder)).toBe('not-found');
    const { id } = await open(responder);
    expect(await reads(responder)).toBe('read');
    expect(await reads(lead)).toBe('not-found');
    expect(await reads({ ...who(responder), roles: ['analyst'] })).toBe('not-found'); // the role was taken away
    const note = { incidentId: hidden.incidentId, text: 'A note by the way.' };
    await expect(house.run(who(responder), writeNote, note)).rejects.toMatchObject({ code: 'not-found' });
    await noteBreakGlassRead(house.at.register, who(responder), '/incidents/1?tab=timeline');
    await noteBreakGlassRead(house.at.register, who(responder), '/incidents/1?tab=timeline');
    await noteBreakGlassRead(house.at.register, who(lead), '/incidents/2');
    await noteBreakGlassRead(house.at.register, { ...who(responder), roles: ['analyst'] }, '/incidents/3');
    const [use] = await listBreakGlass({ actor: who(lead), db: house.at.db });
    expect(use).toMatchObject({
      id,
      state: 'active',
      reason,
      pages: ['/incidents/1?tab=timeline', '/incidents/3'],
    });
    const told = await house.at.db.notification.findMany({ where: { objectId: who(lead).objectId } });
    expect(told.map(({ title }) => title).join()).toContain(`reads ${hidden.number} by break-glass`);
    expect(await house.at.db.alarm.count({ where: { key: `break-glass:${id}`, clearedAt: null } })).toBe(1);
  });

  it('lets nothing leave as a file: neither events nor a bundle', async () => {
    const reader = present('controller');
    const viewer = { actor: reader, db: house.at.db };
    const { incidentId } = hidden;
    await open(reader);
    expect(await reads(reader)).toBe('read');
    const item = await house.at.db.evidenceItem.findFirstOrThrow({ where: { incidentId } });
    const acted = await house.at.db.custodyEvent.findFirstOrThrow({
      where: { incidentId, actorObjectId: { not: null } },
    });
    for (const scope of [{ of: 'incident', id: incidentId } as const, { of: 'item', id: item.id } as const]) {
      await expect(exportEvents(viewer, scope)).rejects.toMatchObject({ code: 'not-found' });
      await expect(house.run(reader, beginBundle, scope)).rejects.toMatchObject({ code: 'not-found' });
      expect(await getBundle(viewer, scope.of, scope.id)).toMatchObject({ leaves: false });
    }
    const theirs = await exportEvents(viewer, { of: 'person', id: acted.actorObjectId ?? '' });
    expect((await linesOf(theirs)).join('')).not.toContain(acted.id);
  });

  it('ends at its time or before, and is read no more; the next use waits for somebody else’s review', async () => {
    const { id } = await open(responder);
    await expect(review(lead, id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(house.run(who(lead), endBreakGlass, { breakGlassId: id })).rejects.toMatchObject({
      code: 'not-found',
    });
    await house.run(who(responder), endBreakGlass, { breakGlassId: id });
    expect(await reads(responder)).toBe('not-found');
    await expect(open(lead)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is not reviewed yet'),
    });
    tenant.set(who(responder).objectId, { enabled: true, roles: ['lead'] });
    const promoted = { ...who(responder), roles: ['lead'] as const };
    await expect(review(promoted, id)).rejects.toMatchObject({ code: 'forbidden' });
    await review(lead, id);
    await expect(review(lead, id)).rejects.toMatchObject({ code: 'conflict' });
    const late = await open(lead);
    await over(late.id);
    await review(present('auditor'), late.id); // before the worker looked
    const next = await open(lead);
    await over(next.id);
    expect(await reads(lead)).toBe('not-found');
    expect(await endOverdueBreakGlass(house.at.register)).toBe(true);
    expect(await endOverdueBreakGlass(house.at.register)).toBe(false);
    const facts = (await house.facts(hidden.incidentId)).map(({ type }) => type);
    expect(facts.filter((type) => type.startsWith('break-glass.'))).toEqual([
      'break-glass.opened',
      'break-glass.ended',
      'break-glass.reviewed',
      'break-glass.opened',
      'break-glass.ended',
      'break-glass.reviewed',
      'break-glass.opened',
      'break-glass.ended',
    ]);
  });

  it('shows of each use what was read by it, however much others of the same incident read', async () => {
    const first = await open(responder);
    const page = { breakGlassId: first.id, number: 'BG', page: '/first' };
    const use = { ...hidden, id: first.id };
    const events = Array.from({ length: 201 }, () => breakGlassEvent('break-glass.read', use, page));
    const [one, ...others] = events;
    if (one === undefined) throw new Error('nothing was read');
    await house.at.register.append(who(responder), ['break-glass.read'], [one, ...others]);
    await over(first.id);
    await review(lead, first.id);
    await open(responder);
    await noteBreakGlassRead(house.at.register, who(responder), '/second');
    const uses = await listBreakGlass({ actor: who(responder), db: house.at.db });
    expect(uses.map(({ pagesInAll }) => pagesInAll)).toEqual([1, 201]);
    expect(uses.map(({ pages }) => pages)).toEqual([['/second'], Array(200).fill('/first')]);
  });

  it('lasts by the database’s clock, whether the portal’s is ahead or behind', async () => {
    const hour = 3_600_000;
    const portalIs = (ahead: number) =>
      vi.useFakeTimers({ toFake: ['Date'], now: performance.timeOrigin + performance.now() + ahead });
    portalIs(hour / 6);
    const ahead = await open(present('responder'), { minutes: '60' });
    const row = await house.at.db.breakGlass.findUniqueOrThrow({ where: { id: ahead.id } });
    const lasts = (row.endsAt.getTime() - row.startsAt.getTime()) / 60_000;
    expect(Math.round(lasts)).toBe(60);
    await over(ahead.id);
    portalIs(-3 * hour);
    const { objectId } = row;
    const behind = { ...who(responder), objectId };
    expect(await house.at.register.look.breakGlassOf(objectId)).not.toBeNull(); // still shown, so still recorded
    expect(await endOverdueBreakGlass(house.at.register)).toBe(true);
    expect(await reads(behind)).toBe('not-found');
    expect(await house.at.register.look.breakGlassOf(objectId)).toBeNull();
  });

  it('is refused for longer than an hour, with an old sign-in, without the role, and to the second of two at once', async () => {
    const old = { ...who(responder), authenticatedAt: new Date(Date.now() - 16 * 60_000).toISOString() };
    const moved = present('responder');
    tenant.set(moved.objectId, { enabled: true, roles: ['analyst'] });
    const codes = [];
    for (const attempt of [
      () => open(responder, { minutes: '61' }),
      () => open(responder, { incident: 'INC-1999-0001' }),
      () => open(old),
      () => open(moved),
      () => open(present('analyst')),
    ])
      codes.push(await attempt().then(String, ({ code }) => code));
    expect(codes).toEqual(['invalid-input', 'not-found', 'sign-in-again', 'forbidden', 'forbidden']);
    const { incidentId: unhidden } = await stage(house.at, { restricted: false });
    const { number } = await house.at.db.incident.findUniqueOrThrow({ where: { id: unhidden } });
    await expect(open(responder, { incident: number })).rejects.toMatchObject({ code: 'conflict' });
    expect(await house.at.db.breakGlass.count({ where: { reviewedAt: null } })).toBe(0);
    const both = await Promise.allSettled([open(responder), open(lead)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps its limits in the database: not longer, not judged by who read, not opened again, not erased', async () => {
    const { id } = await open(responder);
    const row = `insert into break_glass (id, number, incident_id, object_id, actor, reason, ends_at)
      values (gen_random_uuid(), 'BG-x', '${hidden.incidentId}', 'x', '{"objectId":"x"}', 'why', now() + interval`;
    await expect(house.at.as('app', `${row} '30 minutes')`)).rejects.toMatchObject({ code: '23505' });
    for (const attack of [
      `update break_glass set ends_at = ends_at + interval '1 day' where id = '${id}'`,
      `delete from break_glass where id = '${id}'`,
    ])
      await expect(house.at.as('app', attack), attack).rejects.toMatchObject({ code: '42501' });
    const judge = (by: string) =>
      `update break_glass set reviewed_at = now(), reviewer_object_id = '${by}', reviewer = '{}', verdict = 'justified',
         review = 'fine' where id = '${id}'`;
    await expect(house.at.as('app', judge('x'))).rejects.toMatchObject({ code: '23001' });
    await house.run(who(responder), endBreakGlass, { breakGlassId: id });
    await expect(house.at.as('app', judge(who(responder).objectId))).rejects.toMatchObject({ code: '23514' });
    const again = `update break_glass set ended_at = null where id = '${id}'`;
    await expect(house.at.as('app', again)).rejects.toMatchObject({ code: '23001' });
    await review(lead, id);
    await expect(house.at.as('app', `${row} '2 hours')`)).rejects.toMatchObject({ code: '23514' });
  });
});
