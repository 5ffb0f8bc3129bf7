import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signature } from '../../../lib/adapters/alarm/webhook-channel.ts';
import { noticeHeadline, type OutwardNotice } from '../../../lib/custody/alarm-notice.ts';
import { noticePause } from '../../../lib/custody/notice-retry.ts';
import { alarmChannels } from '../../../lib/runtime/alarm-channels.ts';
import { alarmSettings, halfChannels, webhookKey } from '../../../lib/runtime/alarm-settings.ts';

const settings = z.object(alarmSettings);
const wrong = (given: Record<string, string>) =>
  (settings.safeParse(given).error?.issues ?? []).map(({ path }) =>
    path.join('.').replace('HOLDFAST_ALARM_', ''),
  );

describe('the settings of the channels of alarms', () => {
  it('take no address without encryption but on this machine, and none with an account in it', () => {
    const webhook = (url: string) => wrong({ HOLDFAST_ALARM_WEBHOOK_URL: url });
    expect(webhook('https://soar.example.org/x')).toEqual([]);
    expect(webhook('http://127.0.0.1:8080/x')).toEqual([]);
    expect(webhook('http://soar.example.org/x')).toEqual(['WEBHOOK_URL']);
    expect(webhook('https://user:password@soar.example.org/x')).toEqual(['WEBHOOK_URL']);
    expect(webhook('file:///etc/passwd')).toEqual(['WEBHOOK_URL']);
    const syslog = (url: string) => wrong({ HOLDFAST_ALARM_SYSLOG_SERVER: url });
    expect(syslog('tls://siem.example.org')).toEqual([]);
    expect(syslog('tcp://[::1]:601')).toEqual([]);
    expect(syslog('tcp://siem.example.org:601')).toEqual(['SYSLOG_SERVER']);
    expect(wrong({ HOLDFAST_ALARM_MAIL_SERVER: 'http://mail.example.org' })).toEqual(['MAIL_SERVER']);
    expect(wrong({ HOLDFAST_ALARM_MAIL_FROM: 'A <a@b.example>' })).toEqual(['MAIL_FROM']);
    expect(wrong({ HOLDFAST_ALARM_MAIL_TO: 'a@b.example, c@d.example\nBcc: e@f.example' })).toEqual([
      'MAIL_TO',
    ]);
  });

  it('take no key that is short or no key, and no half of a channel', () => {
    expect(webhookKey(`whsec_${Buffer.alloc(24).toString('base64')}`)).toHaveLength(24);
    for (const bad of ['', 'whsec_', 'secret', `whsec_${Buffer.alloc(23).toString('base64')}`])
      expect(webhookKey(bad), bad).toBeNull();
    expect(halfChannels({ HOLDFAST_ALARM_WEBHOOK_URL: 'x', HOLDFAST_ALARM_MAIL_TO: 'x' })).toEqual([
      '  HOLDFAST_ALARM_WEBHOOK_SECRET: is not set, and HOLDFAST_ALARM_WEBHOOK_URL is',
      '  HOLDFAST_ALARM_MAIL_SERVER: is not set, and HOLDFAST_ALARM_MAIL_TO is',
      '  HOLDFAST_ALARM_MAIL_FROM: is not set, and HOLDFAST_ALARM_MAIL_TO is',
    ]);
    expect(halfChannels({})).toEqual([]);
  });

  it('make no channel by default, and show of one its host alone', async () => {
    expect(await alarmChannels({})).toEqual([]);
    const channels = await alarmChannels({
      HOLDFAST_ALARM_WEBHOOK_URL: 'https://soar.example.org/path-with-a-token?key=1',
      HOLDFAST_ALARM_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      HOLDFAST_ALARM_SYSLOG_SERVER: 'tls://[2001:db8::1]',
    });
    expect(channels.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'webhook soar.example.org',
      'syslog 2001:db8::1:6514',
    ]);
  });
});

describe('a signature', () => {
  it('is what the reference vector of Standard Webhooks says', () => {
    const key = new Uint8Array(Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'));
    expect(signature(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });
});

describe('a notice that was not taken', () => {
  it('is sent again after longer and longer, as late as the receiver asks, and for three days', () => {
    expect([1, 2, 3, 4, 5, 400].map((attempt) => noticePause(attempt, 0, null))).toEqual([
      5, 15, 60, 300, 600, 600,
    ]);
    expect(noticePause(1, 0, 120)).toBe(120);
    expect(noticePause(1, 0, 1_000_000)).toBe(3_600);
    expect(noticePause(5, 3 * 86_400 - 1, null)).toBe(600);
    expect(noticePause(5, 3 * 86_400, null)).toBeNull();
  });
});

describe('the head of a message', () => {
  const about = {
    kind: 'ledger',
    severity: 'critical',
    title: 'The ledger is frozen.',
    words: '',
    subject: null,
  } as const;
  const notice: OutwardNotice = { id: 'i', what: 'raised', number: 'AL-0001', at: '', link: '', about };
  const kinds = ['raised', 'raised-again', 'cleared', 'waits', 'test'] as const;

  it('of a restricted one never holds its title', () => {
    const heads = kinds.map((what) => noticeHeadline({ ...notice, what, about: null }));
    expect(heads).toEqual([
      'AL-0001 was raised',
      'AL-0001 was raised again',
      'AL-0001 is over',
      'AL-0001 waits for a decision',
      'Test',
    ]);
  });
});
