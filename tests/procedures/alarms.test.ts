import { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { Role } from '../../lib/custody/role.ts';
import type { RaisedAlarm } from '../../lib/ports/alarm-desk.ts';
import { requestNote } from '../../lib/procedures/access/request-note.ts';
import { acknowledgeAlarm } from '../../lib/procedures/alarm/acknowledge-alarm.ts';
import { closeAlarm } from '../../lib/procedures/alarm/close-alarm.ts';
import { deliverNotice, type OutsideContext } from '../../lib/procedures/alarm/deliver-notice.ts';
import { reportChannels } from '../../lib/procedures/alarm/report-channels.ts';
import { testChannel } from '../../lib/procedures/alarm/test-channel.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getAlarm } from '../../lib/queries/get-alarm.ts';
import { listAlarmChannels } from '../../lib/queries/list-alarm-channels.ts';
import { countAlarms, listAlarms } from '../../lib/queries/list-alarms.ts';
import { listNotifications } from '../../lib/queries/list-notifications.ts';
import { alarmChannels } from '../../lib/runtime/alarm-channels.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { tellOutside } from '../../lib/worker/tell-outside.ts';
import { mailReceiver, type Receiver, webhookReceiver } from '../support/alarm-receivers.ts';
import { askedOn } from '../support/asked-access.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, note } from '../support/facts.ts';
import { stage } from '../support/stage.ts';

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const signal = new AbortController().signal;
const publicUrl = 'https://holdfast.example.org';
const person = (role: Role): PersonActor => ({
  ...analyst,
  objectId: `0000000${['lead', 'auditor', 'controller'].indexOf(role) + 1}-0000-4000-8000-00000000000b`,
  displayName: role,
  roles: [role],
});
const lead = person('lead');
let at: TestDatabase;
let incidentId: string;
const closing: Receiver<unknown>[] = [];

beforeAll(async () => {
  at = await freshDatabase();
  incidentId = (await stage(at, { restricted: false })).incidentId;
  for (const role of ['lead', 'auditor', 'controller'] as const) await signIn(person(role));
});
afterEach(async () => {
  for (const receiver of closing.splice(0)) await receiver.close();
});
afterAll(async () => await at?.close());

async function signIn(of: PersonActor): Promise<void> {
  const actor = { ...of, sessionId: Buffer.from(of.displayName).toString('hex') };
  await at.register.record(actor, ['access.signed-in'], async (desk) => {
    await desk.openSession({ actor, absoluteExpiresAt: new Date(Date.now() + 60_000) });
    const rest = { subjects: [], reason: null, authority: null, detail: { method: 'pwd' } };
    const stream = { kind: 'person', id: actor.objectId } as const;
    return { result: undefined, events: [{ type: 'access.signed-in', stream, ...rest }] };
  });
}

async function raise(change: Partial<RaisedAlarm> & Pick<RaisedAlarm, 'key'>): Promise<void> {
  await at.register.record(analyst, ['incident.note-written'], async (desk) => {
    await desk.raiseAlarm({
      severity: 'warning',
      title: 'Something is wrong',
      words: '',
      subject: null,
      href: '/ledger',
      incidentId: null,
      audience: null,
      notBy: null,
      ...change,
    });
    return { events: [note(incidentId, 'cause')], result: undefined };
  });
}

async function clear(key: string): Promise<void> {
  await at.register.record(analyst, ['incident.note-written'], async (desk) => {
    await desk.clearAlarm(key);
    return { events: [note(incidentId, 'mended')], result: undefined };
  });
}

const viewer = () => ({ actor: lead, db: at.db });
const notices = async (key: string) => {
  const rows = await at.db.alarmNotice.findMany({ where: { alarm: { key } }, orderBy: { createdAt: 'asc' } });
  return rows.map(({ what }) => what);
};
const ofKey = (key: string) => at.db.alarm.findFirstOrThrow({ where: { key }, orderBy: { serial: 'desc' } });
const context = () => ({ register: at.register }) as ProcedureContext;

describe('an alarm', () => {
  it('is one while it is open, told again only when there is news, and over once', async () => {
    const key = 'a:1';
    await raise({ key });
    await Promise.all([raise({ key }), raise({ key }), raise({ key })]);
    expect(await at.db.alarm.count({ where: { key } })).toBe(1);
    expect(await ofKey(key)).toMatchObject({ times: 4, severity: 'warning', kind: 'a' });
    expect(await notices(key)).toEqual(['raised']);
    await raise({ key, severity: 'critical' });
    await raise({ key, severity: 'critical', title: 'Something else is wrong' });
    expect(await notices(key)).toEqual(['raised', 'raised-again', 'raised-again']);
    await Promise.all([clear(key), clear(key)]);
    await clear(key);
    expect(await notices(key)).toEqual(['raised', 'raised-again', 'raised-again', 'cleared']);
    await raise({ key });
    expect(await at.db.alarm.count({ where: { key } })).toBe(2);
    await clear(key);
  });

  it('is raised with its cause or not at all, and its title is one line', async () => {
    const failing = at.register.record(analyst, ['incident.note-written'], async (desk) => {
      await desk.raiseAlarm({ ...plain('b:1'), title: 'x' });
      throw new Error('the cause was not recorded');
    });
    await expect(failing).rejects.toThrow('the cause was not recorded');
    expect(await at.db.alarm.count({ where: { key: 'b:1' } })).toBe(0);
    await raise({ key: 'b:2', title: 'Gone\r\nBcc: stranger@evil.example\u2028x' });
    expect((await ofKey('b:2')).title).toBe('Gone Bcc: stranger@evil.example x');
    await clear('b:2');
  });

  it('is acknowledged once, by name and with a note, in the record, and waits again when it gets worse', async () => {
    await raise({ key: 'c:1', incidentId });
    const { id, serial } = await ofKey('c:1');
    const number = `AL-${String(serial).padStart(4, '0')}`;
    expect(await countAlarms(viewer())).toEqual({ open: 1, waiting: 1 });
    await acknowledgeAlarm.run(context(), lead, { alarmId: id, note: 'I look into it.' });
    await expect(acknowledgeAlarm.run(context(), lead, { alarmId: id, note: null })).rejects.toMatchObject({
      code: 'conflict',
    });
    const event = await at.db.custodyEvent.findFirstOrThrow({ where: { type: 'alarm.acknowledged' } });
    expect(event).toMatchObject({ stream: id, incidentId, actorObjectId: lead.objectId });
    expect(JSON.parse(Buffer.from(event.body ?? []).toString()).detail).toEqual({
      alarmId: id,
      number,
      kind: 'c',
      title: 'Something is wrong',
      note: 'I look into it.',
    });
    expect(await countAlarms(viewer())).toEqual({ open: 1, waiting: 0 });
    await raise({ key: 'c:1', incidentId }); // nothing new: it stays acknowledged
    expect(await countAlarms(viewer())).toEqual({ open: 1, waiting: 0 });
    await raise({ key: 'c:1', incidentId, severity: 'critical' });
    expect(await countAlarms(viewer())).toEqual({ open: 1, waiting: 1 });
    await clear('c:1');
    await expect(acknowledgeAlarm.run(context(), lead, { alarmId: id, note: null })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { rows } = await listAlarms(viewer(), { view: 'history', kind: 'c' });
    expect(rows).toMatchObject([{ number, title: 'Something is wrong', acknowledged: null }]);
  });

  it('is closed by hand where it says that something happened, never where it says how something is', async () => {
    const reason = 'Looked into; nothing came of it.';
    await raise({ key: 'offer:1' });
    const { id } = await ofKey('offer:1');
    await acknowledgeAlarm.run(context(), person('auditor'), { alarmId: id, note: 'Seen.' });
    await closeAlarm.run(context(), lead, { alarmId: id, reason });
    expect(await notices('offer:1')).toEqual(['raised', 'cleared']);
    expect(await at.db.custodyEvent.count({ where: { type: 'alarm.closed', stream: id } })).toBe(1);
    expect(await getAlarm(viewer(), id)).toMatchObject({
      acknowledged: { name: 'auditor', note: 'Seen.' },
      closed: { name: 'lead', note: reason },
    });
    const again = closeAlarm.run(context(), lead, { alarmId: id, reason });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    await raise({ key: 'posture' });
    const state = closeAlarm.run(context(), lead, { alarmId: (await ofKey('posture')).id, reason });
    await expect(state).rejects.toThrow('this alarm is over when what it is about is mended');
    await clear('posture');
  });

  it('cannot be removed, reopened or made public by the portal’s own role', async () => {
    for (const attack of [
      'delete from alarm',
      'truncate alarm cascade',
      "update alarm set cleared_at = null where key = 'c:1'",
      "update alarm_notice set title = ''",
      'delete from alarm_attempt',
    ])
      await expect(at.as('app', attack), attack).rejects.toThrow(/permission denied|refused|keeps/);
  });
});

function plain(key: string): RaisedAlarm {
  const about = { severity: 'warning', title: 'x', words: '', subject: null, href: '/' } as const;
  return { key, ...about, incidentId: null, audience: null, notBy: null };
}

async function outside(settings: Parameters<typeof alarmChannels>[0]): Promise<OutsideContext> {
  const mail = { mailAddress: async (objectId: string) => addresses.get(objectId) ?? null };
  const channels = await alarmChannels(settings);
  await at.register.keepChannels(channels);
  return { register: at.register, channels, mail, publicUrl };
}
const addresses = new Map<string, string>();
const hook = (port: number) => ({
  HOLDFAST_ALARM_WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
  HOLDFAST_ALARM_WEBHOOK_SECRET: secret,
});
const post = (port: number) => ({
  HOLDFAST_ALARM_MAIL_SERVER: `smtp://127.0.0.1:${port}`,
  HOLDFAST_ALARM_MAIL_FROM: 'holdfast@soc.example',
  HOLDFAST_ALARM_MAIL_TO: 'desk@soc.example',
});

async function kept<T extends Receiver<unknown>>(receiver: Promise<T>): Promise<T> {
  const opened = await receiver;
  closing.push(opened);
  return opened;
}

/** Makes the deliveries of the newest notice, as its job does. Out: their ids by channel. */
async function spread({ channels }: OutsideContext): Promise<Readonly<Record<string, string>>> {
  const { id } = await at.db.alarmNotice.findFirstOrThrow({ orderBy: { id: 'desc' } });
  await Promise.all([at.register.spreadNotice(id, channels), at.register.spreadNotice(id, channels)]);
  const rows = await at.db.alarmDelivery.findMany({ where: { noticeId: id } });
  return Object.fromEntries(rows.map(({ channel, id: deliveryId }) => [channel, deliveryId]));
}

describe('a notice on its way out', () => {
  it('is sent by the worker’s jobs, again after a refusal under the same id, and then no more', async () => {
    await at.asAdmin("delete from pgboss.job where name like '%-notice'"); // those of the tests before
    const receiver = await kept(webhookReceiver(null, [500, 204]));
    const jobs = new PgBoss({
      connectionString: at.appUrl,
      schema: 'pgboss',
      migrate: false,
      supervise: false,
      schedule: false,
    });
    jobs.on('error', () => undefined); // the connection ends with the test
    await jobs.start();
    const stopping = new AbortController();
    try {
      const logger = createLogger('test');
      logger.level = 'silent';
      await tellOutside(jobs, await outside(hook(receiver.port)), logger, stopping.signal);
      await raise({ key: 'd:1', severity: 'critical' });
      const state = async () => (await getAlarm(viewer(), (await ofKey('d:1')).id)).left[0]?.deliveries[0];
      await until(async () => (await state())?.attempts === 1);
      expect(await state()).toMatchObject({ state: 'waiting', said: 'It did not take it (HTTP 500).' });
      expect(await listAlarmChannels(viewer())).toMatchObject([
        { name: 'webhook', state: 'fails', waiting: 1 },
      ]);
      await at.asAdmin("update pgboss.job set start_after = now() where name = 'deliver-notice'");
      await until(async () => (await state())?.state === 'delivered');
      const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
      expect(await listAlarmChannels(viewer())).toMatchObject([
        { state: 'works', waiting: 0, problem: null },
      ]);
    } finally {
      stopping.abort();
      await jobs.stop({ graceful: false });
    }
    await clear('d:1');
  });

  it('that was sent is not sent again when its job comes twice, and is when its worker died before it said so', async () => {
    const receiver = await kept(webhookReceiver(null));
    const out = await outside(hook(receiver.port));
    await raise({ key: 'e:1' });
    const { webhook = '' } = await spread(out);
    expect(await deliverNotice(out, webhook, signal)).toBe('taken');
    expect(await deliverNotice(out, webhook, signal)).toBeNull();
    expect(receiver.received).toHaveLength(1);
    await raise({ key: 'e:2' });
    const { webhook: second = '' } = await spread(out);
    const dying: OutsideContext = {
      ...out,
      register: { ...at.register, reportAttempt: () => Promise.reject(new Error('the worker died')) },
    };
    await expect(deliverNotice(dying, second, signal)).rejects.toThrow('the worker died');
    expect(await deliverNotice(out, second, signal)).toBe('taken');
    const ids = receiver.received.slice(1).map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([second, second]); // by which the receiver knows it
    await clear('e:1');
    await clear('e:2');
  });

  it('of a restricted incident holds number and link alone, also where it was restricted afterwards', async () => {
    const receiver = await kept(webhookReceiver(null));
    const out = await outside(hook(receiver.port));
    const { incidentId: later } = await stage(at, { restricted: false });
    await raise({ key: 'f:1', incidentId: later, title: 'Telling', subject: 'EV-9' });
    const { webhook = '' } = await spread(out);
    await at.asAdmin('update incident set restricted = true where id = $1', [later]);
    await deliverNotice(out, webhook, signal);
    const [sent] = receiver.received;
    expect(sent?.body).not.toMatch(/Telling|EV-9|warning/);
    const { id, serial } = await ofKey('f:1');
    const number = `AL-${String(serial).padStart(4, '0')}`;
    const link = `${publicUrl}/alarms?alarm=${id}`;
    expect(JSON.parse(sent?.body ?? '').data).toEqual({ number, headline: `${number} was raised`, link });
    await clear('f:1');
  });

  it('is given up where the settings have its channel no more, and a channel named by nobody is not tested', async () => {
    const receiver = await kept(webhookReceiver(null));
    const out = await outside(hook(receiver.port));
    await raise({ key: 'g:1' });
    const { webhook = '' } = await spread(out);
    expect(await deliverNotice({ ...out, channels: [] }, webhook, signal)).toBe('failed');
    expect(await at.db.alarmDelivery.findUnique({ where: { id: webhook } })).toMatchObject({
      state: 'given-up',
    });
    await expect(testChannel.run(context(), lead, { channel: 'pigeon' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await testChannel.run(context(), lead, { channel: 'webhook' });
    const { webhook: tested = '' } = await spread(out);
    expect(await deliverNotice(out, tested, signal)).toBe('taken');
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ type: 'channel.test' });
    await clear('g:1');
  });

  it('of a request that waits goes to its approvers’ own addresses, with the link to its page', async () => {
    const receiver = await kept(mailReceiver({ server: null, startTls: false }));
    const out = await outside(post(receiver.port));
    addresses.set(lead.objectId, 'lead-1@soc.example');
    const requestId = await waitingRequest();
    const toReview = async (actor: PersonActor) => {
      const rows = await listNotifications({ actor, db: at.db });
      return rows.filter(({ review }) => review).map(({ href }) => href);
    };
    expect(await toReview(lead)).toEqual([`/requests/${requestId}`]);
    expect(await toReview(person('auditor'))).toEqual([]); // who cannot decide is told of it as of anything else
    const { mail = '', ...others } = await spread(out);
    expect(others).toEqual({});
    expect(await deliverNotice(out, mail, signal)).toBe('taken');
    expect(receiver.received[0]?.to).toEqual(['lead-1@soc.example']);
    expect(await at.db.alarmAttempt.findFirst({ where: { deliveryId: mail } })).toMatchObject({
      problem: null,
      remark: '1 of 2 people have no address.',
    });
    expect(receiver.received[0]?.data).toContain(`${publicUrl}/requests/${requestId}`);
  });
});

/** A request with its notice, whose other approver has no address. */
async function waitingRequest(): Promise<string> {
  const at1 = await stage(at, { restricted: false });
  const requestId = await askedOn(at, at1);
  await at.register.record(analyst, ['incident.note-written'], async (desk) => {
    const people = [lead.objectId, 'nobody-with-an-address'];
    const title = 'AR-1: analyst asks for download; it waits for your decision';
    for (const role of ['lead', 'auditor'] as const)
      await desk.notify(requestNote(requestId, person(role).objectId, 'warning', title));
    const of = { kind: 'request', id: requestId } as const;
    const href = `/requests/${requestId}`;
    await desk.tellWaiting({ of, number: 'AR-1', title, href, incidentId: at1.incidentId, people });
    return { events: [note(at1.incidentId, 'asked')], result: undefined };
  });
  return requestId;
}

describe('a channel that fails for ten minutes', () => {
  it('is an alarm over the others and not by itself, once, until it works again', async () => {
    const mails = await kept(mailReceiver({ server: null, startTls: false }));
    const hooks = await kept(webhookReceiver(null, [500]));
    const out = await outside({ ...hook(hooks.port), ...post(mails.port) });
    await raise({ key: 'h:1' });
    const { webhook = '' } = await spread(out);
    await deliverNotice(out, webhook, signal);
    const soon = new Date(Date.now() + 9 * 60_000);
    const late = new Date(Date.now() + 11 * 60_000);
    expect(await reportChannels(at.register, soon)).toEqual({ failed: 0, mended: 0 });
    const told = await Promise.all([reportChannels(at.register, late), reportChannels(at.register, late)]);
    expect(told.map(({ failed }) => failed).toSorted()).toEqual([0, 1]);
    const { mail = '', ...others } = await spread(out);
    expect(others).toEqual({}); // not by the webhook itself
    await deliverNotice(out, mail, signal);
    expect(mails.received.at(-1)?.data).toMatch(
      /Subject: \[Holdfast\] AL-\d+ critical: Alarms do not leave by webhook/,
    );
    hooks.statuses[0] = 204;
    await deliverNotice(out, webhook, signal);
    expect(await reportChannels(at.register, late)).toEqual({ failed: 0, mended: 1 });
    expect((await ofKey('channel:webhook')).clearedAt).not.toBeNull();
    const events = await at.db.custodyEvent.findMany({
      where: { type: { startsWith: 'alarm.channel-' } },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ type }) => type)).toEqual([
      'alarm.channel-tested',
      'alarm.channel-failed',
      'alarm.channel-mended',
    ]);
    await clear('h:1');
  });

  it('is over as an alarm when the settings have it no more, and says so', async () => {
    const hooks = await kept(webhookReceiver(null, [500]));
    const out = await outside(hook(hooks.port));
    await raise({ key: 'h:2' });
    const { webhook = '' } = await spread(out);
    await deliverNotice(out, webhook, signal);
    const late = new Date(Date.now() + 11 * 60_000);
    expect(await reportChannels(at.register, late)).toEqual({ failed: 1, mended: 0 });
    await at.register.keepChannels([]);
    expect(await reportChannels(at.register, late)).toEqual({ failed: 0, mended: 1 });
    expect((await ofKey('channel:webhook')).clearedAt).not.toBeNull();
    const { body } = await at.db.custodyEvent.findFirstOrThrow({
      where: { type: 'alarm.channel-mended' },
      orderBy: { id: 'desc' },
    });
    expect(Buffer.from(body ?? []).toString()).toContain('The settings have it no more.');
    await deliverNotice({ ...out, channels: [] }, webhook, signal); // what was on its way begins no new one
    expect(await reportChannels(at.register, late)).toEqual({ failed: 0, mended: 0 });
    await clear('h:2');
  });

  it('leaves no secret in any row', async () => {
    const rows = await at.asAdmin<{ text: string }>(
      `select string_agg(x::text, ' ') as text from (
         select to_jsonb(c) as x from alarm_channel c union all select to_jsonb(a) from alarm_attempt a
         union all select to_jsonb(j) from pgboss.job j where name like '%-notice') as all_rows`,
    );
    expect(rows[0]?.text).toContain('127.0.0.1');
    expect(rows[0]?.text).not.toMatch(/whsec_|\/hook/);
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
