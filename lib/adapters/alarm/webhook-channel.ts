import { createHmac } from 'node:crypto';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { NoticeKind, OutwardNotice } from '../../custody/alarm-notice.ts';
import { noticeHeadline } from '../../custody/alarm-notice.ts';
import type { AlarmChannel, SendOutcome } from '../../ports/alarm-channel.ts';
import { codeOf, connectionProblem, failed } from './failed-words.ts';

const answerLimitMs = 15_000;

interface WebhookConfig {
  readonly url: URL;
  readonly keys: readonly Uint8Array[]; // each signs: a receiver can change over while two are given
  readonly roots: string | null; // PEM, instead of those of the machine
}

/**
 * A signed POST of JSON as Standard Webhooks has it: `webhook-id` stays the same however often it is sent, 2xx is taken,
 * redirects are not followed. Source: standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
 */
export function webhookChannel({ url, keys, roots }: WebhookConfig): AlarmChannel {
  return {
    name: 'webhook',
    place: url.host,
    carriesRequests: true,
    send: async (notice, _to, signal) => {
      const body = JSON.stringify(payloadOf(notice));
      const seconds = Math.floor(Date.now() / 1_000);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'holdfast',
        'webhook-id': notice.id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': keys.map((key) => signature(key, notice.id, seconds, body)).join(' '),
      };
      return await post(url, headers, body, roots, signal);
    },
  };
}

/** `v1,` and the base64 of HMAC-SHA256 over id, seconds since 1970 and body, joined by full stops. */
export function signature(key: Uint8Array, id: string, seconds: number, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

function payloadOf(notice: OutwardNotice): object {
  const { what, number, link, at, about } = notice;
  return {
    type: typeOf(what),
    timestamp: at,
    data: { number, headline: noticeHeadline(notice), link, ...about },
  };
}

function typeOf(what: NoticeKind): string {
  switch (what) {
    case 'raised':
      return 'alarm.raised';
    case 'raised-again':
      return 'alarm.repeated';
    case 'cleared':
      return 'alarm.cleared';
    case 'waits':
      return 'request.waiting';
    case 'test':
      return 'channel.test';
  }
}

function post(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: string,
  roots: string | null,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const tooLong = AbortSignal.timeout(answerLimitMs);
  const options = { method: 'POST', headers, agent: false, signal: AbortSignal.any([signal, tooLong]) };
  const trusted = roots === null ? {} : { ca: roots };
  return new Promise((resolve, reject) => {
    const asked =
      url.protocol === 'https:'
        ? overHttps(url, { ...options, ...trusted, rejectUnauthorized: true, minVersion: 'TLSv1.2' })
        : overHttp(url, options);
    asked.on('response', (response) => {
      response.resume(); // what it says is not looked at
      response.on('error', () => undefined); // its status has been read; how its body ends tells nothing
      resolve(outcomeOf(response.statusCode ?? 0, response.headers['retry-after']));
    });
    asked.on('error', (error) => {
      if (signal.aborted) reject(signal.reason);
      else if (tooLong.aborted) resolve(failed(`It did not answer within ${answerLimitMs / 1_000} seconds.`));
      else resolve(failed(connectionProblem(codeOf(error))));
    });
    asked.end(body);
  });
}

function outcomeOf(status: number, retryAfter: string | undefined): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'taken', remark: null };
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : null;
  if (status === 410) return failed('It says that it is gone for good (HTTP 410).', seconds);
  if (status >= 300 && status < 400)
    return failed(`It points elsewhere, which is not followed (HTTP ${status}).`);
  return failed(`It did not take it (HTTP ${status}).`, seconds);
}
