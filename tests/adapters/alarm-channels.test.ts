import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mailChannel } from '../../lib/adapters/alarm/mail-channel.ts';
import type { OutwardNotice } from '../../lib/custody/alarm-notice.ts';
import { cloudCertificates } from '../../lib/embedded/cloud/certificates.ts';
import type { AlarmChannel } from '../../lib/ports/alarm-channel.ts';
import { alarmChannels } from '../../lib/runtime/alarm-channels.ts';
import { mailReceiver, type Receiver, syslogReceiver, webhookReceiver } from '../support/alarm-receivers.ts';
import { openssl } from '../support/openssl.ts';
import { headers, textOf } from '../support/received-notice.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-alarms-'));
const keyText = 'c2VjcmV0LW9mLXRoZS10ZXN0LTMyLWJ5dGVzLWxvbmch';
const secret = `whsec_${keyText}`;
const signal = new AbortController().signal;
const closing: Receiver<unknown>[] = [];
let server: { readonly key: string; readonly cert: string };
let roots: string;

const notice: OutwardNotice = {
  id: '01999999-0000-7000-8000-000000000001',
  what: 'raised',
  number: 'AL-0007',
  at: '2026-11-22T08:00:00.000Z',
  link: 'https://holdfast.example.org/alarms?alarm=1',
  about: {
    kind: 'presence',
    severity: 'critical',
    title: 'EV-2026-0001: Missing in the store',
    words: 'Its blob is gone.',
    subject: 'EV-2026-0001',
  },
};
const hidden: OutwardNotice = { ...notice, about: null };

const webhook = (url: string, more: object = {}) =>
  channel({ HOLDFAST_ALARM_WEBHOOK_URL: url, HOLDFAST_ALARM_WEBHOOK_SECRET: secret, ...more });
const mail = (server: string, more: object = {}) =>
  channel({
    HOLDFAST_ALARM_MAIL_SERVER: server,
    HOLDFAST_ALARM_MAIL_FROM: 'holdfast@soc.example',
    HOLDFAST_ALARM_MAIL_TO: 'desk@soc.example, lead@soc.example',
    ...more,
  });

let another: string | undefined;

beforeAll(async () => {
  const { caFile, key, cert } = await cloudCertificates(folder, new Date());
  [server, roots] = [{ key, cert }, caFile];
});
afterEach(async () => {
  for (const receiver of closing.splice(0)) await receiver.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a webhook', () => {
  it('is signed as Standard Webhooks has it, by each key, under an id that stays', async () => {
    const receiver = await kept(webhookReceiver(server));
    const both = {
      HOLDFAST_ALARM_WEBHOOK_SECRET: `${secret}, whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    };
    const out = await webhook(`https://localhost:${receiver.port}/in?k=1`, {
      HOLDFAST_ALARM_ROOTS_FILE: roots,
      ...both,
    });
    expect(out.place).toBe(`localhost:${receiver.port}`);
    expect(await out.send(notice, [], signal)).toEqual({ kind: 'taken', remark: null });
    expect(await out.send(notice, [], signal)).toEqual({ kind: 'taken', remark: null });
    const [first, second] = receiver.received;
    if (first === undefined) throw new Error('nothing came');
    expect([first.headers['webhook-id'], second?.headers['webhook-id']]).toEqual([notice.id, notice.id]);
    // Another program computes the same: openssl over the three parts as they came.
    const said = `${first.headers['webhook-id']}.${first.headers['webhook-timestamp']}.${first.body}`;
    const hex = Buffer.from(keyText, 'base64').toString('hex');
    const mac = macOf(said, hex);
    const signatures = String(first.headers['webhook-signature']).split(' ');
    expect(signatures).toHaveLength(2);
    expect(signatures[0]).toBe(`v1,${mac}`);
    expect(JSON.parse(first.body)).toMatchObject({
      type: 'alarm.raised',
      timestamp: notice.at,
      data: { number: 'AL-0007', subject: 'EV-2026-0001', severity: 'critical', link: notice.link },
    });
  });

  it('of a restricted incident holds number and link, and nothing else of it', async () => {
    const receiver = await kept(webhookReceiver(null));
    await (await webhook(`http://127.0.0.1:${receiver.port}`)).send(hidden, [], signal);
    expect(JSON.parse(receiver.received[0]?.body ?? '').data).toEqual({
      number: 'AL-0007',
      headline: 'AL-0007 was raised',
      link: notice.link,
    });
  });

  it.each([
    [500, 'It did not take it (HTTP 500).', null],
    [503, 'It did not take it (HTTP 503).', 7],
    [302, 'It points elsewhere, which is not followed (HTTP 302).', null],
    [410, 'It says that it is gone for good (HTTP 410).', null],
  ])(
    'that is answered by %i was not taken, and what the answer said is not repeated',
    async (status, problem, asked) => {
      const receiver = await kept(webhookReceiver(null, [status]));
      const came = await (await webhook(`http://127.0.0.1:${receiver.port}`)).send(notice, [], signal);
      expect(came).toEqual({ kind: 'failed', problem, retryAfterSeconds: asked });
      expect(receiver.received).toHaveLength(1);
    },
  );

  it('goes to nobody whose certificate is not trusted or is another host’s, nor where nobody listens', async () => {
    const receiver = await kept(webhookReceiver(server));
    const unknown = await webhook(`https://localhost:${receiver.port}`, {
      HOLDFAST_ALARM_ROOTS_FILE: ownRoots(),
    });
    expect(await unknown.send(notice, [], signal)).toMatchObject({
      problem: expect.stringMatching(/^Its certificate is of nobody who is trusted here/),
    });
    await receiver.close();
    expect(await unknown.send(notice, [], signal)).toMatchObject({
      problem: 'It cannot be reached (ECONNREFUSED).',
    });
    expect(receiver.received).toEqual([]);
  });
});

describe('a message of syslog', () => {
  it('is RFC 5424 framed by its octets, over TLS, with marks of fields escaped', async () => {
    const receiver = await kept(syslogReceiver(server));
    const out = await channel({
      HOLDFAST_ALARM_SYSLOG_SERVER: `tls://localhost:${receiver.port}`,
      HOLDFAST_ALARM_ROOTS_FILE: roots,
    });
    const odd = { ...notice, about: { ...about(), subject: 'a"b]c\\d\ne', title: 'Größe' } };
    expect(await out.send(odd, [], signal)).toEqual({ kind: 'taken', remark: null });
    await waitFor(() => receiver.received.length === 1);
    expect(receiver.received[0]).toMatch(
      /^<106>1 2026-11-22T08:00:00\.000Z [!-~]+ holdfast \d+ raised \[holdfast@32473 id="01999999-0000-7000-8000-000000000001" number="AL-0007" link="https:\/\/holdfast\.example\.org\/alarms\?alarm=1" kind="presence" severity="critical" subject="a\\"b\\]c\\\\d e"\] \ufeffAL-0007 critical: Größe$/,
    );
  });

  it('of a restricted incident holds no title, and goes to nobody with a wrong certificate', async () => {
    const receiver = await kept(syslogReceiver(server));
    const plain = await kept(syslogReceiver(null));
    const address = `tls://localhost:${receiver.port}`;
    const unknown = await channel({
      HOLDFAST_ALARM_SYSLOG_SERVER: address,
      HOLDFAST_ALARM_ROOTS_FILE: ownRoots(),
    });
    expect(await unknown.send(notice, [], signal)).toMatchObject({ kind: 'failed' });
    expect(receiver.received).toEqual([]);
    const out = await channel({ HOLDFAST_ALARM_SYSLOG_SERVER: `tcp://127.0.0.1:${plain.port}` });
    await out.send(hidden, [], signal);
    await waitFor(() => plain.received.length === 1);
    expect(plain.received[0]).toMatch(/"\] \ufeffAL-0007 was raised$/);
    expect(plain.received[0]).not.toMatch(/EV-2026|Missing|presence/);
  });
});

describe('an e-mail', () => {
  it('goes out over STARTTLS with the account, plain text, under an id that stays', async () => {
    const account = { user: 'holdfast', password: 'pass-of-the-test' };
    const receiver = await kept(mailReceiver({ server, startTls: true, account }));
    const out = starttls(receiver.port, { account });
    expect(await out.send(notice, [], signal)).toEqual({ kind: 'taken', remark: null });
    await out.send(notice, ['lead-1@soc.example'], signal);
    const [first, second] = receiver.received;
    expect(first).toMatchObject({
      from: 'holdfast@soc.example',
      to: ['desk@soc.example', 'lead@soc.example'],
      encrypted: true,
      account: 'holdfast',
    });
    expect(headers(first?.data)).toMatchObject({
      subject: '[Holdfast] AL-0007 critical: EV-2026-0001: Missing in the store',
      'message-id': `<${notice.id}@soc.example>`,
      'auto-submitted': 'auto-generated',
    });
    expect(textOf(first?.data)).toContain(notice.link);
    expect(second?.to).toEqual(['lead-1@soc.example']);
    expect(headers(second?.data)['message-id']).toBe(headers(first?.data)['message-id']);
  });

  it('is sent to nobody who offers no TLS, shows a wrong certificate or refuses the sign-in', async () => {
    const bare = await kept(mailReceiver({ server, startTls: false }));
    expect(await starttls(bare.port).send(notice, [], signal)).toMatchObject({
      problem: 'No trusted TLS could be agreed on, so nothing was sent (SMTP 502).',
    });
    const offered = await kept(mailReceiver({ server, startTls: true }));
    const untrusting = starttls(offered.port, { roots: readFileSync(ownRoots(), 'utf8') });
    expect(await untrusting.send(notice, [], signal)).toMatchObject({
      problem: 'Its certificate is of nobody who is trusted here.',
    });
    const account = { user: 'holdfast', password: 'right' };
    const asking = await kept(mailReceiver({ server, startTls: true, account }));
    const wrong = { account: { ...account, password: 'wrong-one' } };
    const came = await starttls(asking.port, wrong).send(notice, [], signal);
    expect(came).toMatchObject({ problem: 'It did not accept the sign-in (SMTP 535).' });
    expect([...bare.received, ...offered.received, ...asking.received]).toEqual([]);
  });

  it('says how many addresses were refused, and holds nothing of a restricted incident', async () => {
    const receiver = await kept(
      mailReceiver({ server: null, startTls: false, refuses: ['lead@soc.example'] }),
    );
    const out = await mail(`smtp://127.0.0.1:${receiver.port}`);
    expect(await out.send(hidden, [], signal)).toEqual({
      kind: 'taken',
      remark: '1 of 2 addresses were refused.',
    });
    const [only] = receiver.received;
    expect(headers(only?.data).subject).toBe('[Holdfast] AL-0007 was raised');
    expect(textOf(only?.data)).toContain(notice.link);
    expect(textOf(only?.data)).not.toMatch(/EV-2026|Missing|presence|Its blob/);
  });

  it('cannot be given a header or an address by a title, words or a person’s entry', async () => {
    const receiver = await kept(mailReceiver({ server: null, startTls: false }));
    const title = 'Gone\r\nBcc: stranger@evil.example\r\n\r\nNew body';
    const words = 'line\r\n.\r\nRCPT TO:<stranger@evil.example>\r\nQUIT';
    const out = await mail(`smtp://127.0.0.1:${receiver.port}`);
    const people = ['lead-1@soc.example', 'x@y.example\r\nBcc: stranger@evil.example', 'A <b@c.example>'];
    await out.send({ ...notice, about: { ...about(), title, words } }, people, signal);
    expect(receiver.received).toHaveLength(1);
    const [only] = receiver.received;
    expect(only?.to).toEqual(['lead-1@soc.example']);
    expect(Object.keys(headers(only?.data))).not.toContain('bcc');
    expect(headers(only?.data).subject).toContain('Gone Bcc: stranger@evil.example New body');
  });
});

async function kept<T extends Receiver<unknown>>(receiver: Promise<T>): Promise<T> {
  const opened = await receiver;
  closing.push(opened);
  return opened;
}

async function channel(settings: Parameters<typeof alarmChannels>[0]): Promise<AlarmChannel> {
  const [only] = await alarmChannels(settings);
  if (only === undefined) throw new Error('no channel');
  return only;
}

function about() {
  if (notice.about === null) throw new Error('the notice is about something');
  return notice.about;
}

/** As the settings make it for another machine, where TLS is demanded; here that is this one. */
function starttls(port: number, more: Partial<Parameters<typeof mailChannel>[0]> = {}): AlarmChannel {
  return mailChannel({
    host: 'localhost',
    port,
    tls: 'starttls',
    account: null,
    from: 'holdfast@soc.example',
    to: ['desk@soc.example', 'lead@soc.example'],
    roots: readFileSync(roots, 'utf8'),
    ...more,
  });
}
/** A root that signed nothing here. */
function ownRoots(): string {
  if (another !== undefined) return another;
  another = join(folder, 'another.pem');
  const subject = ['-subj', '/CN=another', '-days', '2', '-nodes', '-keyout', join(folder, 'another.key')];
  openssl(
    folder,
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    ...subject,
    '-out',
    another,
  );
  return another;
}

function macOf(said: string, hexKey: string): string {
  const file = join(folder, 'said');
  writeFileSync(file, said);
  const out = openssl(folder, 'mac', '-digest', 'SHA256', '-macopt', `hexkey:${hexKey}`, '-in', file, 'HMAC');
  return Buffer.from(out.trim(), 'hex').toString('base64');
}

async function waitFor(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 5));
}
