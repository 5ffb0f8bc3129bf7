import type { Client } from 'pg';
import { standsAt } from '../ledger/plain-entry.ts';
import { type CopyBuffer, copyBuffer, copyOut } from './copy-out.ts';
import type { EntryBatch } from './walk-copies.ts';

const rowsAtOnce = 1024;
const headerBytes = 19; // signature, flags, length of an extension that nobody has
const nothing = -1; // as a length

/** The columns of one row of the log and of the event that it stands for, in their order. */
const columns = [
  'idx',
  'eventId',
  'stream',
  'n',
  'entry',
  'leaf',
  'type',
  'eventStream',
  'eventN',
  'occurredAt',
  'actorObjectId',
  'actorLabel',
  'incidentId',
  'evidenceId',
  'acquisitionId',
  'body',
  'salt',
  'eventLeaf',
] as const;
type Column = (typeof columns)[number];

const places = Object.fromEntries(columns.map((name, i) => [name, 2 * i])) as Readonly<
  Record<Column, number>
>;
const perRow = 2 * columns.length; // of each column its start and its length

const selected = `e.idx, e.event_id, e.stream, e.n, e.entry, e.leaf,
  c.type, c.stream, c.n, c.occurred_at, c.actor_object_id, c.actor_label,
  c.incident_id, c.evidence_id, c.acquisition_id, c.body, c.salt, c.leaf
  from ledger_entry e left join custody_event c on c.id = e.event_id`;

interface Buffers {
  readonly copied: CopyBuffer;
  readonly places: Int32Array;
}

/**
 * The integrated log in the order of its indices, in batches; the next is under way meanwhile. A batch is overwritten
 * when the one after the next is asked for.
 */
export async function* packedRows(client: Client): AsyncGenerator<PackedRows> {
  const buffers = () => ({ copied: copyBuffer(), places: new Int32Array(rowsAtOnce * perRow) });
  let [now, next] = [buffers(), buffers()];
  for (let reading = readRows(client, -1, now); ; ) {
    const rows = await reading;
    if (rows.length === 0) return;
    reading = readRows(client, rows.integer(rows.length - 1, 'idx'), next);
    reading.catch(() => undefined); // it is thrown when its turn has come
    [now, next] = [next, now];
    yield rows;
  }
}

async function readRows(client: Client, after: number, { copied, places }: Buffers): Promise<PackedRows> {
  const select = `select ${selected} where e.idx > ${after} order by e.idx limit ${rowsAtOnce}`;
  await copyOut(client, select, copied);
  return new PackedRows(copied.bytes, places);
}

/** Rows as they came: nothing is made of a value before somebody asks for it. Source: PostgreSQL 18, COPY, "Binary Format". */
export class PackedRows implements EntryBatch {
  readonly bytes: Buffer;
  readonly length: number;
  readonly #places: Int32Array;

  constructor(bytes: Buffer, into: Int32Array) {
    this.bytes = bytes;
    this.#places = into;
    let place = 0;
    // Each row says how many values it has; the last says −1.
    for (let at = headerBytes; bytes.readInt16BE(at) === columns.length; ) {
      at += 2;
      for (let i = 0; i < columns.length; i += 1) {
        const length = bytes.readInt32BE(at);
        at += 4;
        into[place] = at;
        into[place + 1] = length;
        place += 2;
        if (length !== nothing) at += length;
      }
    }
    this.length = place / perRow;
  }

  /** Where a value begins and ends among the bytes, by itself the entry. */
  start(row: number, column: Column = 'entry'): number {
    return this.#places[row * perRow + places[column]] ?? 0;
  }

  end(row: number, column: Column = 'entry'): number {
    return this.start(row, column) + Math.max(0, this.#length(row, column));
  }

  #length(row: number, column: Column): number {
    return this.#places[row * perRow + places[column] + 1] ?? nothing;
  }

  /** A view that lives as long as the batch. A null is as empty as nothing. */
  view(row: number, column: Column): Uint8Array {
    return this.bytes.subarray(this.start(row, column), this.end(row, column));
  }

  isNull(row: number, column: Column): boolean {
    return this.#length(row, column) === nothing;
  }

  /** Whether the value is exactly these bytes; a null is none. */
  holds(row: number, column: Column, expected: Uint8Array, from = 0, to = expected.length): boolean {
    if (this.#length(row, column) !== to - from) return false;
    return standsAt(this.bytes, this.start(row, column), expected, from, to);
  }

  /** Whether a UUID is the one whose 36 letters, in lower case, are [from, to). */
  holdsUuid(row: number, column: Column, expected: Uint8Array, from: number, to: number): boolean {
    if (this.#length(row, column) !== 16 || to - from !== 36) return false;
    const start = this.start(row, column);
    let letter = from;
    for (let i = 0; i < 16; i += 1) {
      const isBehindDash = i === 4 || i === 6 || i === 8 || i === 10;
      if (isBehindDash && expected[letter++] !== 0x2d) return false;
      const byte = this.bytes[start + i] ?? 0;
      if (expected[letter] !== hexDigit(byte >> 4) || expected[letter + 1] !== hexDigit(byte & 15))
        return false;
      letter += 2;
    }
    return true;
  }

  text(row: number, column: Column): string | null {
    if (this.isNull(row, column)) return null;
    return this.bytes.toString('utf8', this.start(row, column), this.end(row, column));
  }

  /** Of a UUID. */
  uuid(row: number, column: Column): string | null {
    if (this.isNull(row, column)) return null;
    const hex = this.bytes.toString('hex', this.start(row, column), this.end(row, column));
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** Of a bigint or a time; exact up to 2^53. A null is NaN. */
  integer(row: number, column: Column): number {
    if (this.isNull(row, column)) return Number.NaN;
    const start = this.start(row, column);
    return this.bytes.readInt32BE(start) * 2 ** 32 + this.bytes.readUInt32BE(start + 4);
  }
}

function hexDigit(nibble: number): number {
  return nibble < 10 ? 0x30 + nibble : 0x57 + nibble;
}
