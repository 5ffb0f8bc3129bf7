import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { noticeHeadline, type OutwardNotice } from '../../custody/alarm-notice.ts';
import type { AlarmChannel, SendOutcome } from '../../ports/alarm-channel.ts';
import { codeOf, connectionProblem, failed } from './failed-words.ts';

const sendLimitMs = 15_000;
const lastWordMs = 1_000; // how long a reset is waited for after the last byte was handed over
const facility = 13; // log audit
const byteOrderMark = '\ufeff';

interface SyslogConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly roots: string | null; // PEM, instead of those of the machine
}

/**
 * One message a connection, RFC 5424 in UTF-8, framed by its number of octets (RFC 6587 §3.4.1, RFC 5425 §4.3). Syslog
 * has no answer: taken means that the other side's system took the bytes.
 */
export function syslogChannel(config: SyslogConfig): AlarmChannel {
  return {
    name: 'syslog',
    place: `${config.host}:${config.port}`,
    carriesRequests: false,
    send: (notice, _to, signal) => sendFrame(config, syslogFrame(notice, hostname(), process.pid), signal),
  };
}

/** The framed octets of a notice. In: this machine's name and the process. */
export function syslogFrame(notice: OutwardNotice, host: string, pid: number): Uint8Array {
  const { id, what, number, link, at, about } = notice;
  const fields = Object.entries({ id, number, link, ...facts(about) }).map(
    ([name, value]) => ` ${name}="${escaped(value)}"`,
  );
  // 32473 is the enterprise number that RFC 5612 sets aside for such use.
  const data = `[holdfast@32473${fields.join('')}]`;
  const head = `<${facility * 8 + severity(notice)}>1 ${at} ${named(host)} holdfast ${pid} ${what} ${data}`;
  const message = Buffer.from(`${head} ${byteOrderMark}${noticeHeadline(notice)}`, 'utf8');
  return Buffer.concat([Buffer.from(`${message.length} `, 'ascii'), message]);
}

function facts(about: OutwardNotice['about']): Readonly<Record<string, string>> {
  if (about === null) return {};
  const { kind, severity: level, subject } = about;
  return { kind, severity: level, ...(subject === null ? {} : { subject }) };
}

/** RFC 5424 §6.2.1. Of a restricted one the severity is not told, so it counts as the worst that it can be. */
function severity({ what, about }: OutwardNotice): number {
  if (what === 'cleared') return 5;
  if (what === 'test') return 6;
  return about === null || about.severity === 'critical' ? 2 : 4;
}

/** RFC 5424 §6.3.3, and nothing that a reader could take for a line's end. */
function escaped(value: string): string {
  return value.replace(/[\p{Cc}]/gu, ' ').replace(/["\\\]]/g, (mark) => `\\${mark}`);
}

function named(host: string): string {
  return host.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
}

function sendFrame(config: SyslogConfig, frame: Uint8Array, signal: AbortSignal): Promise<SendOutcome> {
  return new Promise((resolve, reject) => {
    const socket = open(config);
    const settle = (outcome: SendOutcome) => {
      clearTimeout(limit);
      clearTimeout(patience);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(outcome);
    };
    const abort = () => {
      clearTimeout(limit);
      socket.destroy();
      reject(signal.reason);
    };
    let patience: NodeJS.Timeout | undefined;
    const limit = setTimeout(
      () => settle(failed(`It did not take it within ${sendLimitMs / 1_000} seconds.`)),
      sendLimitMs,
    );
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    const taken = () => settle({ kind: 'taken', remark: null });
    socket.once(config.tls ? 'secureConnect' : 'connect', () => {
      socket.end(frame, () => {
        // A receiver that keeps the connection open has taken the bytes all the same.
        patience = setTimeout(taken, lastWordMs);
        socket.once('end', taken);
        socket.resume();
      });
    });
    socket.on('error', (error) => settle(failed(connectionProblem(codeOf(error)))));
  });
}

function open({ host, port, tls, roots }: SyslogConfig): Socket {
  if (!tls) return connectPlain({ host, port });
  return connectTls({
    host,
    port,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(roots === null ? {} : { ca: roots }),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  });
}
