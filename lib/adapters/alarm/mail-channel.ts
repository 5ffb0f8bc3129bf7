import { createTransport } from 'nodemailer';
import { oneLine } from '../../custody/alarm.ts';
import { noticeHeadline, noticeText } from '../../custody/alarm-notice.ts';
import { isMailAddress } from '../../custody/mail-address.ts';
import type { AlarmChannel } from '../../ports/alarm-channel.ts';
import { codeOf, connectionProblem, failed } from './failed-words.ts';

const limits = {
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  socketTimeout: 30_000,
  dnsTimeout: 10_000,
} as const;

interface MailConfig {
  readonly host: string;
  readonly port: number;
  /** `from-start`: TLS before anything is said; `starttls`: demanded before anything is sent; `none`: this machine. */
  readonly tls: 'from-start' | 'starttls' | 'none';
  readonly account: { readonly user: string; readonly password: string } | null;
  readonly from: string; // an address alone
  readonly to: readonly string[]; // the operator's addresses
  readonly roots: string | null; // PEM, instead of those of the machine
}

/**
 * One message of plain text by SMTP. Its `Message-ID` stays the same however often it is sent. Titles and addresses
 * come in as one line, so that none can add a header.
 */
export function mailChannel(config: MailConfig): AlarmChannel {
  const { host, port, from, account, roots, tls } = config;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'from-start',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(account === null ? {} : { auth: { user: account.user, pass: account.password } }),
    tls: { ...(roots === null ? {} : { ca: roots }), rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...limits,
  });
  return {
    name: 'mail',
    place: `${host}:${port}`,
    carriesRequests: true,
    send: async (notice, people, signal) => {
      const to = people.length > 0 ? people.filter(isMailAddress) : config.to;
      if (to.length === 0) return failed('None of the people has an address that can be written to.');
      try {
        const { rejected } = await transport.sendMail({
          from,
          to: [...to],
          subject: `[Holdfast] ${oneLine(noticeHeadline(notice))}`,
          text: noticeText(notice),
          date: new Date(notice.at),
          messageId: `<${notice.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
        const remark =
          rejected.length === 0 ? null : `${rejected.length} of ${to.length} addresses were refused.`;
        return { kind: 'taken', remark };
      } catch (error) {
        signal.throwIfAborted();
        return failed(problemOf(error));
      }
    },
  };
}

/** The library's code and the server's number; what the server said may quote the sign-in. */
function problemOf(error: unknown): string {
  const number =
    error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
      ? ` (SMTP ${error.responseCode})`
      : '';
  const code = codeOf(error);
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return `It did not accept the sign-in${number}.`;
    case 'EENVELOPE':
      return `It refused the sender or every address${number}.`;
    case 'EMESSAGE':
      return `It refused the message${number}.`;
    case 'ETLS':
      return `No trusted TLS could be agreed on, so nothing was sent${number}.`;
    case 'ESOCKET':
    case 'ECONNECTION':
      return isOfCertificate(error)
        ? 'Its certificate is of nobody who is trusted here.'
        : connectionProblem(code);
    default:
      return `It did not take it (${code})${number}.`;
  }
}

/** The library writes its own code over that of TLS; what is left is the system's sentence, which names the certificate. */
function isOfCertificate(error: unknown): boolean {
  return error instanceof Error && /certificate|altname|self-signed/i.test(error.message);
}
