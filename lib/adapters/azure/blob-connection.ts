import { isIP, type OnReadOpts } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

const patienceMs = 30_000; // without a byte
const recordBytes = 16_384; // of TLS: what comes at once
const longestHead = 16_384;
const longestBody = 64 * 1024 * 1024;
const headEnd = '\r\n\r\n';

interface Awaited {
  resolve(body: Uint8Array): void;
  reject(error: Error): void;
}

/**
 * One TLS connection that asks for one small file after the other (HTTP/1.1, RFC 9112), each read straight into the memory
 * that is handed out: Node's client makes some forty objects and as many copies of each. It understands one answer, 200 with
 * a length. At anything else it ends, and whoever asked has to ask in an ordinary way.
 */
export class BlobConnection {
  readonly host: string; // with its port
  readonly #socket: TLSSocket;
  readonly #read = Buffer.allocUnsafeSlow(recordBytes);
  #awaited: Awaited | null = null;
  #head = ''; // as far as it came
  #body: Buffer | null = null; // null while the head is awaited
  #at = 0; // bytes of the body that came
  #lastAnswer = false;
  isOpen = true;

  constructor({ host, hostname, port }: URL) {
    this.host = host;
    const name = hostname.replace(/^\[|\]$/g, ''); // of an IPv6 address
    const options: ConnectionOptions & { readonly onread: OnReadOpts } = {
      host: name,
      port: port === '' ? 443 : Number(port),
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ALPNProtocols: ['http/1.1'],
      onread: { buffer: this.#read, callback: (length) => this.#take(length) },
    };
    this.#socket = connect(options);
    this.#socket.setTimeout(patienceMs, () => this.end(new Error('The connection fell silent.')));
    this.#socket.on('error', (error) => this.end(error));
    this.#socket.on('close', () => this.end(new Error('The connection was closed.')));
  }

  get isFree(): boolean {
    return this.isOpen && this.#awaited === null;
  }

  /** In: path with query, and header fields. Out: the body of the 200. Only for a connection that is free. */
  ask(path: string, headers: Iterable<readonly [string, string]>): Promise<Uint8Array> {
    let head = `GET ${path} HTTP/1.1\r\nHost: ${this.host}\r\n`;
    for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
    return new Promise((resolve, reject) => {
      this.#awaited = { resolve, reject };
      this.#socket.ref(); // what waits for an answer keeps the process alive, a free connection does not
      this.#socket.write(`${head}\r\n`, 'latin1');
    });
  }

  /** Whoever waits for an answer is told why there is none. */
  end(error: Error): void {
    this.isOpen = false;
    this.#socket.destroy();
    const awaited = this.#awaited;
    this.#awaited = null;
    awaited?.reject(error);
  }

  /** Out: that more is wanted. */
  #take(length: number): true {
    if (!this.isOpen) return true;
    let from = 0;
    if (this.#body === null) {
      from = this.#takeHead(length);
      if (this.#body === null) return true;
    }
    const rest = Math.min(length - from, this.#body.length - this.#at);
    if (from + rest !== length) {
      this.end(new Error('More came than was asked for.'));
      return true;
    }
    this.#read.copy(this.#body, this.#at, from, length);
    this.#at += rest;
    if (this.#at === this.#body.length) this.#answer(this.#body);
    return true;
  }

  /** Out: where the body begins among the bytes that came, once the head is whole. */
  #takeHead(length: number): number {
    const before = this.#head.length;
    this.#head += this.#read.toString('latin1', 0, length);
    const end = this.#head.indexOf(headEnd, Math.max(0, before - headEnd.length));
    if (end >= 0) {
      const bodyBytes = this.#awaited === null ? null : lengthOf(this.#head.slice(0, end));
      this.#lastAnswer = /\r\nconnection:[^\r]*close/i.test(this.#head);
      this.#head = '';
      if (bodyBytes !== null) {
        this.#body = Buffer.allocUnsafeSlow(bodyBytes);
        this.#at = 0;
        return end + headEnd.length - before;
      }
    } else if (before + length <= longestHead) return length;
    this.end(new Error('The answer is another one than 200 with a length.'));
    return length;
  }

  #answer(body: Buffer): void {
    const awaited = this.#awaited;
    this.#awaited = null;
    this.#body = null;
    this.#socket.unref();
    if (this.#lastAnswer) this.end(new Error('The connection was closed.'));
    awaited?.resolve(body);
  }
}

/** Of the body behind a head; null unless it is a 200 that names its length once, and nothing encodes it. */
function lengthOf(head: string): number | null {
  if (!head.startsWith('HTTP/1.1 200 ')) return null;
  if (/\r\n(transfer-encoding|content-encoding):/i.test(head)) return null;
  const lengths = Array.from(head.matchAll(/\r\ncontent-length:[ \t]*(\d{1,8})[ \t]*(?=\r\n|$)/gi));
  const [length] = lengths;
  if (length === undefined || lengths.length > 1) return null;
  const bytes = Number(length[1]);
  return bytes <= longestBody ? bytes : null;
}
