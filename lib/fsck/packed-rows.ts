import type { Client } from 'pg';
import { type CopyBuffer, copyBuffer, copyOut } from './copy-out.ts';

const rowsAtOnce = 1024;
const headerBytes = 19; // signature, flags, length of an extension that nobody has
const null32 = -1;

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

const places = Object.fromEntries(columns.map((name, i) => [name, i])) as Readonly<Record<Column, number>>;

const selected = `e.idx, e.event_id::text, e.stream, e.n, e.entry, e.leaf,
  c.type, c.stream, c.n, c.occurred_at, c.actor_object_id, c.actor_label,
  c.incident_id::text, c.evidence_id::text, c.acquisition_id::text, c.body, c.salt, c.leaf
  from ledger_entry e left join custody_event c on c.id = e.event_id`;

/**
 * The integrated log in the order of its indices, in batches; the next is under way meanwhile. A batch is overwritten
 * when the one after the next is asked for.
 */
export async function* packedRows(client: Client): AsyncGenerator<PackedRows> {
  const buffers = [copyBuffer(), copyBuffer()] as const;
  for (let [turn, reading] = [0, readRows(client, -1, buffers[0])]; ; ) {
    const rows = await reading;
    if (rows.length === 0) return;
    turn = 1 - turn;
    reading = readRows(client, rows.integer(rows.length - 1, 'idx'), turn === 0 ? buffers[0] : buffers[1]);
    reading.catch(() => undefined); // it is thrown when its turn has come
    yield rows;
  }
}

async function readRows(client: Client, after: number, into: CopyBuffer): Promise<PackedRows> {
  const select = `select ${selected} where e.idx > ${after} order by e.idx limit ${rowsAtOnce}`;
  await copyOut(client, select, into);
  return new PackedRows(into.bytes.subarray(0, into.length));
}

/** Rows as they came: nothing is made of a value before somebody asks for it. Source: PostgreSQL 18, COPY, "Binary Format". */
export class PackedRows {
  readonly #bytes: Buffer;
  readonly #starts: number[] = []; // of every value of every row
  readonly #lengths: number[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    // Each row says how many values it has; the last says −1.
    for (let at = headerBytes; bytes.readInt16BE(at) === columns.length; ) {
      at += 2;
      for (let i = 0; i < columns.length; i += 1) {
        const length = bytes.readInt32BE(at);
        this.#starts.push(at + 4);
        this.#lengths.push(length);
        at += length === null32 ? 4 : 4 + length;
      }
    }
  }

  get length(): number {
    return this.#starts.length / columns.length;
  }

  /** A view that lives as long as the batch. A null is as empty as nothing. */
  bytes(row: number, column: Column): Uint8Array {
    const place = row * columns.length + places[column];
    const [start = 0, length = 0] = [this.#starts[place], this.#lengths[place]];
    return this.#bytes.subarray(start, start + Math.max(0, length));
  }

  text(row: number, column: Column): string | null {
    const place = row * columns.length + places[column];
    const [start = 0, length = 0] = [this.#starts[place], this.#lengths[place]];
    return length === null32 ? null : this.#bytes.toString('utf8', start, start + length);
  }

  /** Of a bigint or a time; exact up to 2^53. A null is NaN. */
  integer(row: number, column: Column): number {
    const place = row * columns.length + places[column];
    const [start = 0, length = 0] = [this.#starts[place], this.#lengths[place]];
    if (length === null32) return Number.NaN;
    return this.#bytes.readInt32BE(start) * 2 ** 32 + this.#bytes.readUInt32BE(start + 4);
  }
}
