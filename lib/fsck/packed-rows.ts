import type { Client } from 'pg';
import { standsAt } from '../ledger/plain-entry.ts';
import { type CopyBuffer, copyBuffer, copyOut } from './copy-out.ts';
import type { EntryBatch } from './walk-copies.ts';

export const rowsAtOnce = 2048;
const headerBytes = 19; // signature, flags, length of an extension that nobody has
const nothing = -1; // as a length

/** The columns of one row of the log and of the event that it stands for, in their order: numbers, as they are asked for
 * some thirty times a row. */
export const column = {
  idx: 0,
  eventId: 1,
  stream: 2,
  n: 3,
  entry: 4,
  leaf: 5,
  type: 6,
  eventStream: 7,
  eventN: 8,
  occurredAt: 9,
  actorObjectId: 10,
  actorLabel: 11,
  incidentId: 12,
  evidenceId: 13,
  acquisitionId: 14,
  body: 15,
  salt: 16,
  eventLeaf: 17,
} as const;
export type Column = (typeof column)[keyof typeof column];

const columns = Object.keys(column).length;
const perRow = 2 * columns; // of each column its start and its length

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
    reading = readRows(client, rows.integer(rows.length - 1, column.idx), next);
    reading.catch(() => undefined); // it is thrown when its turn has come
    [now, next] = [next, now];
    yield rows;
  }
}

async function readRows(client: Client, after: number, { copied, places }: Buffers): Promise<PackedRows> {
  await copyOut(client, rowsAfter(after), copied);
  return new PackedRows(copied.bytes, places);
}

/** The query for the batch behind this index. */
export function rowsAfter(index: number): string {
  return `select ${selected} where e.idx > ${index} order by e.idx limit ${rowsAtOnce}`;
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
    for (let at = headerBytes; bytes.readInt16BE(at) === columns; ) {
      at += 2;
      for (let i = 0; i < columns; i += 1) {
        const length = int32(bytes, at);
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
  start(row: number, which: Column = column.entry): number {
    return this.#places[row * perRow + 2 * which] ?? 0;
  }

  end(row: number, which: Column = column.entry): number {
    return this.start(row, which) + Math.max(0, this.#length(row, which));
  }

  #length(row: number, which: Column): number {
    return this.#places[row * perRow + 2 * which + 1] ?? nothing;
  }

  /** A view that lives as long as the batch. A null is as empty as nothing. */
  view(row: number, which: Column): Uint8Array {
    return this.bytes.subarray(this.start(row, which), this.end(row, which));
  }

  isNull(row: number, which: Column): boolean {
    return this.#length(row, which) === nothing;
  }

  /** Whether the value is exactly these bytes; a null is none. */
  holds(row: number, which: Column, expected: Uint8Array, from = 0, to = expected.length): boolean {
    if (this.#length(row, which) !== to - from) return false;
    return standsAt(this.bytes, this.start(row, which), expected, from, to);
  }

  /** Whether a UUID is the one whose 36 letters, in lower case, are [from, to). */
  holdsUuid(row: number, which: Column, expected: Uint8Array, from: number, to: number): boolean {
    if (this.#length(row, which) !== 16 || to - from !== 36) return false;
    const start = this.start(row, which);
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

  text(row: number, which: Column): string | null {
    if (this.isNull(row, which)) return null;
    return this.bytes.toString('utf8', this.start(row, which), this.end(row, which));
  }

  /** Of a UUID. */
  uuid(row: number, which: Column): string | null {
    if (this.isNull(row, which)) return null;
    const hex = this.bytes.toString('hex', this.start(row, which), this.end(row, which));
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** Of a bigint or a time; exact up to 2^53. A null is NaN. */
  integer(row: number, which: Column): number {
    if (this.isNull(row, which)) return Number.NaN;
    const start = this.start(row, which);
    return int32(this.bytes, start) * 2 ** 32 + (int32(this.bytes, start + 4) >>> 0);
  }
}

/** Big-endian, as everything that PostgreSQL sends. */
function int32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

function hexDigit(nibble: number): number {
  return nibble < 10 ? 0x30 + nibble : 0x57 + nibble;
}
