import {
  createServer as httpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as httpsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, createServer as tcpServer } from 'node:net';
import { TLSSocket, createServer as tlsServer } from 'node:tls';

/** A key and its certificate, PEM; null: no encryption. */
export type ServerKey = { readonly key: string; readonly cert: string } | null;

export interface ReceivedPost {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver<T> {
  readonly port: number;
  readonly received: T[];
  close(): Promise<void>;
}

/** Takes webhooks, and answers each with the next of `statuses`, the last of them for ever. */
export async function webhookReceiver(
  server: ServerKey,
  statuses: number[] = [204],
): Promise<Receiver<ReceivedPost> & { readonly statuses: number[] }> {
  const received: ReceivedPost[] = [];
  const listen = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers, url = '' } = request;
    received.push({ path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204;
    const more = status === 302 ? { location: '/elsewhere' } : status === 503 ? { 'retry-after': '7' } : {};
    response.writeHead(status, more).end(status === 204 ? undefined : 'whsec_echoed');
  };
  const http = server === null ? httpServer(listen) : httpsServer(server, listen);
  return { ...(await opened(http, received)), statuses };
}

/** Takes syslog over TCP or TLS; one entry a frame, without its octet count. */
export async function syslogReceiver(server: ServerKey): Promise<Receiver<string>> {
  const received: string[] = [];
  const listen = (socket: Socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => received.push(...frames(Buffer.concat(chunks))));
    socket.on('error', () => undefined); // a refused certificate ends it
  };
  return await opened(server === null ? tcpServer(listen) : tlsServer(server, listen), received);
}

/** RFC 6587 §3.4.1, by its own words: digits, a space, that many octets. */
function frames(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.subarray(at, space).toString('ascii'));
    if (!Number.isInteger(length) || length === 0) throw new Error('no octet count');
    found.push(bytes.subarray(space + 1, space + 1 + length).toString('utf8'));
    at = space + 1 + length;
  }
  return found;
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string; // headers and body, lines with CRLF
  readonly encrypted: boolean;
  readonly account: string | null;
}

interface SmtpRules {
  readonly server: ServerKey;
  readonly startTls: boolean; // whether it offers it
  readonly fromStart?: boolean;
  readonly account?: { readonly user: string; readonly password: string };
  readonly refuses?: readonly string[]; // recipients
}

/** A small SMTP server: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA, QUIT (RFC 5321, RFC 3207, RFC 4954). */
export async function mailReceiver(rules: SmtpRules): Promise<Receiver<ReceivedMail>> {
  const received: ReceivedMail[] = [];
  const listen = (socket: Socket) => converse(socket, rules, received, true);
  const { server, fromStart } = rules;
  return await opened(
    fromStart === true && server !== null ? tlsServer(server, listen) : tcpServer(listen),
    received,
  );
}

function converse(socket: Socket, rules: SmtpRules, received: ReceivedMail[], greet: boolean): void {
  let [buffer, from, data, account] = ['', '', null as string | null, null as string | null];
  const to: string[] = [];
  const encrypted = socket instanceof TLSSocket;
  const offers = [
    ...(rules.startTls && !encrypted ? ['250-STARTTLS'] : []),
    ...(rules.account === undefined ? [] : ['250-AUTH PLAIN']),
  ];
  /** The reply to a line; null: none. */
  const replyTo = (line: string): string | null => {
    if (data !== null && line !== '.') {
      data += `${line.startsWith('.') ? line.slice(1) : line}\r\n`;
      return null;
    }
    if (data !== null) {
      received.push({ from, to: [...to], data, encrypted, account });
      data = null;
      return '250 taken';
    }
    const [verb] = line.toUpperCase().split(' ');
    const named = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (verb) {
      case 'EHLO':
        return [...offers, '250 8BITMIME'].join('\r\n');
      case 'STARTTLS':
        return rules.startTls ? '220 go on' : '502 what';
      case 'AUTH': {
        const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .split('\0');
        const right = given[1] === rules.account?.user && given[2] === rules.account?.password;
        account = right ? (given[1] ?? null) : null;
        return right ? '235 welcome' : `535 not with ${given[2]}`;
      }
      case 'MAIL':
        from = named;
        return rules.account !== undefined && account === null ? '530 who are you' : '250 ok';
      case 'RCPT':
        if (rules.refuses?.includes(named)) return '550 nobody of that name';
        to.push(named);
        return '250 ok';
      case 'DATA':
        data = '';
        return '354 go on';
      case 'QUIT':
        return '221 bye';
      default:
        return '502 what';
    }
  };
  socket.on('error', () => undefined); // a client that refuses our certificate
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString('utf8');
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      const reply = replyTo(line);
      if (reply !== null) socket.write(`${reply}\r\n`);
      if (reply === '221 bye') socket.end();
      if (reply === '220 go on' && rules.server !== null) {
        socket.removeAllListeners('data');
        converse(new TLSSocket(socket, { isServer: true, ...rules.server }), rules, received, false);
      }
    }
  });
  if (greet) socket.write('220 mail.test\r\n');
}

async function opened<T>(server: Server, received: T[]): Promise<Receiver<T>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
