import { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { requestNote } from '../../lib/procedures/access/request-note.ts';
import { deliverNotice, type OutsideContext } from '../../lib/procedures/alarm/deliver-notice.ts';
import { reportChannels } from '../../lib/procedures/alarm/report-channels.ts';
import { testChannel } from '../../lib/procedures/alarm/test-channel.ts';
import { getAlarm } from '../../lib/queries/get-alarm.ts';
import { listAlarmChannels } from '../../lib/queries/list-alarm-channels.ts';
import { listNotifications } from '../../lib/queries/list-notifications.ts';
import { alarmChannels } from '../../lib/runtime/alarm-channels.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { tellOutside } from '../../lib/worker/tell-outside.ts';
import { type AlarmHouse, lead, openAlarmHouse, person } from '../support/alarm-house.ts';
import { mailReceiver, type Receiver, webhookReceiver } from '../support/alarm-receivers.ts';
import { askedOn } from '../support/asked-access.ts';
import { analyst, note } from '../support/facts.ts';
import { stage } from '../support/stage.ts';

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const signal = new AbortController().signal;
const publicUrl = 'https://holdfast.example.org';
const closing: Receiver<unknown>[] = [];
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
let at: AlarmHouse;

beforeAll(async () => {
  at = await openAlarmHouse();
});

afterEach(async () => {
  for (const receiver of closing.splice(0)) await receiver.close();
});
afterAll(async () => await at?.close());

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
      await at.raise({ key: 'd:1', severity: 'critical' });
      const state = async () =>
        (await getAlarm(at.viewer(), (await at.ofKey('d:1')).id)).left[0]?.deliveries[0];
      await until(async () => (await state())?.attempts === 1);
      expect(await state()).toMatchObject({ state: 'waiting', said: 'It did not take it (HTTP 500).' });
      expect(await listAlarmChannels(at.viewer())).toMatchObject([
        { name: 'webhook', state: 'fails', waiting: 1 },
      ]);
      await at.asAdmin("update pgboss.job set start_after = now() where name = 'deliver-notice'");
      await until(async () => (await state())?.state === 'delivered');
      const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
      expect(await listAlarmChannels(at.viewer())).toMatchObject([
        { state: 'works', waiting: 0, problem: null },
      ]);
    } finally {
      stopping.abort();
      await jobs.stop({ graceful: false });
    }
    await at.clear('d:1');
  });

  it('that was sent is not sent again when its job comes twice, and is when its worker died before it said so', async () => {
    const receiver = await kept(webhookReceiver(null));
    const out = await outside(hook(receiver.port));
    await at.raise({ key: 'e:1' });
    const { webhook = '' } = await spread(out);
    expect(await deliverNotice(out, webhook, signal)).toBe('taken');
    expect(await deliverNotice(out, webhook, signal)).toBeNull();
    expect(receiver.received).toHaveLength(1);
    await at.raise({ key: 'e:2' });
    const { webhook: second = '' } = await spread(out);
    const dying: OutsideContext = {
      ...out,
      register: { ...at.register, reportAttempt: () => Promise.reject(new Error('the worker died')) },
    };
    await expect(deliverNotice(dying, second, signal)).rejects.toThrow('the worker died');
    expect(await deliverNotice(out, second, signal)).toBe('taken');
    const ids = receiver.received.slice(1).map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([second, second]); // by which the receiver knows it
    await at.clear('e:1');
    await at.clear('e:2');
  });

  it('of a restricted incident holds number and link alone, also where it was restricted afterwards', async () => {
    const receiver = await kept(webhookReceiver(null));
    const out = await outside(hook(receiver.port));
    const { incidentId: later } = await stage(at, { restricted: false });
    await at.raise({ key: 'f:1', incidentId: later, title: 'Telling', subject: 'EV-9' });
    const { webhook = '' } = await spread(out);
    await at.asAdmin('update incident set restricted = true where id = $1', [later]);
    await deliverNotice(out, webhook, signal);
    const [sent] = receiver.received;
    expect(sent?.body).not.toMatch(/Telling|EV-9|warning/);
    const { id, serial } = await at.ofKey('f:1');
    const number = `AL-${String(serial).padStart(4, '0')}`;
    const link = `${publicUrl}/alarms?alarm=${id}`;
    expect(JSON.parse(sent?.body ?? '').data).toEqual({ number, headline: `${number} was raised`, link });
    await at.clear('f:1');
  });

  it('is given up where the settings have its channel no more, and a channel named by nobody is not tested', async () => {
    const receiver = await kept(webhookReceiver(null));
    const out = await outside(hook(receiver.port));
    await at.raise({ key: 'g:1' });
    const { webhook = '' } = await spread(out);
    expect(await deliverNotice({ ...out, channels: [] }, webhook, signal)).toBe('failed');
    expect(await at.db.alarmDelivery.findUnique({ where: { id: webhook } })).toMatchObject({
      state: 'given-up',
    });
    await expect(testChannel.run(at.context(), lead, { channel: 'pigeon' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await testChannel.run(at.context(), lead, { channel: 'webhook' });
    const { webhook: tested = '' } = await spread(out);
    expect(await deliverNotice(out, tested, signal)).toBe('taken');
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ type: 'channel.test' });
    await at.clear('g:1');
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

describe('a channel that fails for ten minutes', () => {
  it('is an alarm over the others and not by itself, once, until it works again', async () => {
    const mails = await kept(mailReceiver({ server: null, startTls: false }));
    const hooks = await kept(webhookReceiver(null, [500]));
    const out = await outside({ ...hook(hooks.port), ...post(mails.port) });
    await at.raise({ key: 'h:1' });
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
    expect((await at.ofKey('channel:webhook')).clearedAt).not.toBeNull();
    const events = await at.db.custodyEvent.findMany({
      where: { type: { startsWith: 'alarm.channel-' } },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ type }) => type)).toEqual([
      'alarm.channel-tested',
      'alarm.channel-failed',
      'alarm.channel-mended',
    ]);
    await at.clear('h:1');
  });

  it('is over as an alarm when the settings have it no more, and says so', async () => {
    const hooks = await kept(webhookReceiver(null, [500]));
    const out = await outside(hook(hooks.port));
    await at.raise({ key: 'h:2' });
    const { webhook = '' } = await spread(out);
    await deliverNotice(out, webhook, signal);
    const late = new Date(Date.now() + 11 * 60_000);
    expect(await reportChannels(at.register, late)).toEqual({ failed: 1, mended: 0 });
    await at.register.keepChannels([]);
    expect(await reportChannels(at.register, late)).toEqual({ failed: 0, mended: 1 });
    expect((await at.ofKey('channel:webhook')).clearedAt).not.toBeNull();
    const { body } = await at.db.custodyEvent.findFirstOrThrow({
      where: { type: 'alarm.channel-mended' },
      orderBy: { id: 'desc' },
    });
    expect(Buffer.from(body ?? []).toString()).toContain('The settings have it no more.');
    await deliverNotice({ ...out, channels: [] }, webhook, signal); // what was on its way begins no new one
    expect(await reportChannels(at.register, late)).toEqual({ failed: 0, mended: 0 });
    await at.clear('h:2');
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

async function outside(settings: Parameters<typeof alarmChannels>[0]): Promise<OutsideContext> {
  const mail = { mailAddress: async (objectId: string) => addresses.get(objectId) ?? null };
  const channels = await alarmChannels(settings);
  await at.register.keepChannels(channels);
  return { register: at.register, channels, mail, publicUrl };
}

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

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
