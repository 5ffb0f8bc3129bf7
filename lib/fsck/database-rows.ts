import type { Client } from 'pg';
import { sha256 } from '../hashing/merkle-hash.ts';
import type { NodeRow } from '../ledger/growing-tree.ts';
import type { TreeNode } from '../ledger/merkle-tree.ts';

const rowsAtOnce = 1024;

interface EntryRow {
  readonly idx: string;
  readonly event_id: string;
  readonly stream: string;
  readonly n: string;
  readonly entry: Buffer;
  readonly leaf: Buffer;
}

/** One event of the register. `occurred_at` is RFC 3339 UTC with six digits. */
export interface EventRow {
  readonly type: string;
  readonly stream: string;
  readonly n: string;
  readonly occurred_at: string;
  readonly actor_object_id: string | null;
  readonly actor_label: string;
  readonly incident_id: string | null;
  readonly evidence_id: string | null;
  readonly acquisition_id: string | null;
  readonly body: Buffer | null;
  readonly salt: Buffer | null;
  readonly leaf: Buffer;
}

/** One row of the log with the event it stands for, as the database has them. */
export interface DatabaseRow extends EntryRow {
  readonly event: EventRow | null;
}

/** Both in one row: names that both have are told apart. */
interface FlatRow extends EntryRow, Omit<EventRow, 'type' | 'stream' | 'n' | 'leaf'> {
  readonly type: string | null;
  readonly event_stream: string;
  readonly event_n: string;
  readonly event_leaf: Buffer;
}

const eventColumns = `c.type, c.stream as event_stream, c.n as event_n,
  to_char(c.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at,
  c.actor_object_id, c.actor_label, c.incident_id, c.evidence_id, c.acquisition_id,
  c.body, c.salt, c.leaf as event_leaf`;
const integrated = `select e.idx, e.event_id, e.stream, e.n, e.entry, e.leaf, ${eventColumns}
  from ledger_entry e left join custody_event c on c.id = e.event_id`;

/** The integrated log from index `from` on, in the order of its indices; the next rows are under way meanwhile. */
export async function* databaseRows(client: Client, from = 0n): AsyncGenerator<readonly DatabaseRow[]> {
  for (let reading = readRows(client, from - 1n); ; ) {
    const rows = await reading;
    const last = rows.at(-1);
    if (last === undefined) return;
    reading = readRows(client, BigInt(last.idx));
    reading.catch(() => undefined); // it is thrown when its turn has come
    yield rows.map(rowOf);
  }
}

async function readRows(client: Client, after: bigint): Promise<readonly FlatRow[]> {
  const { rows } = await client.query<FlatRow>({
    name: 'fsck-entries',
    text: `${integrated} where e.idx > $1 order by e.idx limit ${rowsAtOnce}`,
    values: [after],
  });
  return rows;
}

/** The entries [from, to) in the order of their indices, as far as they are there. */
export async function rowsBetween(client: Client, from: bigint, to: bigint): Promise<readonly DatabaseRow[]> {
  const { rows } = await client.query<FlatRow>({
    name: 'entries-between',
    text: `${integrated} where e.idx >= $1 and e.idx < $2 order by e.idx`,
    values: [from, to],
  });
  return rows.map(rowOf);
}

/** Everything that waits for the sequencer, each stream in its order. */
export async function* pendingRows(client: Client): AsyncGenerator<readonly DatabaseRow[]> {
  for (let after: readonly [string, string] = ['', '-1']; ; ) {
    const { rows } = await client.query<FlatRow>(
      `select '-1' as idx, p.event_id, p.stream, p.n, p.entry, p.leaf, ${eventColumns}
       from ledger_pending p left join custody_event c on c.id = p.event_id
       where (p.stream, p.n) > ($1, $2::bigint) order by p.stream, p.n limit ${rowsAtOnce}`,
      [...after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(rowOf);
    after = [last.stream, last.n];
  }
}

/**
 * Which of these nodes the database has otherwise, or not at all. In: rows as a growing tree hands them out, so that
 * those of one level follow each other. The database answers with one digest a level; only a wrong one is looked into.
 */
export async function differingNodes(
  client: Client,
  rows: readonly NodeRow[],
): Promise<readonly { readonly level: number; readonly n: string }[]> {
  const levels = Array.from(Map.groupBy(rows, ({ level }) => level));
  if (levels.length === 0) return [];
  const { rows: answers } = await client.query<{ level: number; digest: Buffer }>(
    `select w.level, (
       select sha256(coalesce(string_agg(d.hash, ''::bytea order by d.n), ''::bytea)) from ledger_node d
       where d.level = w.level and d.n >= w.first and d.n < w.first + w.count) as digest
     from unnest($1::int[], $2::bigint[], $3::bigint[]) as w(level, first, count)`,
    [
      levels.map(([level]) => level),
      levels.map(([, row]) => row[0]?.first ?? 0n),
      levels.map(([, row]) => row.reduce((count, { hashes }) => count + hashes.length / 32, 0)),
    ],
  );
  const digests = new Map(answers.map(({ level, digest }) => [level, digest]));
  const suspect = levels.filter(([level, row]) => {
    const digest = digests.get(level);
    return digest === undefined || Buffer.compare(digest, sha256(...row.map(({ hashes }) => hashes))) !== 0;
  });
  return suspect.length === 0
    ? []
    : await lookInto(
        client,
        suspect.flatMap(([, row]) => row.flatMap(nodesOf)),
      );
}

function nodesOf({ level, first, hashes }: NodeRow): readonly TreeNode[] {
  return Array.from({ length: hashes.length / 32 }, (_, i) => ({
    level,
    n: first + BigInt(i),
    hash: hashes.subarray(32 * i, 32 * i + 32),
  }));
}

async function lookInto(
  client: Client,
  nodes: readonly TreeNode[],
): Promise<readonly { readonly level: number; readonly n: string }[]> {
  const { rows } = await client.query<{ level: number; n: string }>(
    `select w.level, w.n from unnest($1::int[], $2::bigint[], $3::bytea[]) as w(level, n, hash)
     left join ledger_node d on d.level = w.level and d.n = w.n
     where d.hash is distinct from w.hash order by w.level, w.n limit 20`,
    [nodes.map(({ level }) => level), nodes.map(({ n }) => n), nodes.map(({ hash }) => Buffer.from(hash))],
  );
  return rows;
}

/** Checkpoints by ascending size, each with the witnesses' lines that the database keeps. */
export async function* databaseNotes(
  client: Client,
): AsyncGenerator<{ readonly size: bigint; readonly root: Buffer; readonly note: string }> {
  for (let after = -1n; ; ) {
    const { rows } = await client.query<{ size: string; root: Buffer; note: string; lines: string | null }>(
      `select c.size, c.root, c.note,
         (select string_agg(convert_from(a.receipt, 'UTF8'), '' order by a.name) from ledger_anchor a
          where a.kind = 'witness' and a.size = c.size) as lines
       from ledger_checkpoint c where c.size > $1 order by c.size limit 256`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows)
      yield { size: BigInt(row.size), root: row.root, note: row.note + (row.lines ?? '') };
    after = BigInt(last.size);
  }
}

function rowOf({ idx, event_id, stream, n, entry, leaf, ...event }: FlatRow): DatabaseRow {
  const { type, event_stream, event_n, event_leaf, ...rest } = event;
  const own = { ...rest, stream: event_stream, n: event_n, leaf: event_leaf };
  return { idx, event_id, stream, n, entry, leaf, event: type === null ? null : { ...own, type } };
}
