import { Client } from 'pg';
import { type FsckReport, fsckLedger } from '../../lib/fsck/fsck-ledger.ts';
import type { LedgerParts } from '../../lib/fsck/ledger-parts.ts';
import { checkpointText } from '../../lib/ledger/checkpoint.ts';
import { decodeEntry, encodeEntry, type LedgerEntry } from '../../lib/ledger/ledger-entry.ts';
import { appendLeaves, emptyTree, packFrontier, rootOf } from '../../lib/ledger/merkle-tree.ts';
import { signNote } from '../../lib/ledger/signed-note.ts';
import type { AnchoredLedger } from './anchored-ledger.ts';
import { writtenColumns } from './written-columns.ts';

const tables = [
  'ledger_entry',
  'ledger_node',
  'ledger_head',
  'ledger_checkpoint',
  'ledger_pending',
  'ledger_stream',
  'ledger_anchor',
  'custody_event',
] as const;

/** Who owns the database server: every guard down, and time to do it well. */
export interface Insider {
  /** Keeps every table of the ledger under a name, as a dump would. */
  dump(name: string): Promise<void>;
  /** Puts a dump back. */
  restore(name: string): Promise<void>;
  /** One statement over the ledger's tables with their triggers down. */
  sql(statement: string, values?: unknown[]): Promise<void>;
  /** Puts an event into the register that is another one but for these columns. */
  copyEvent(like: string, changes: Readonly<Record<string, unknown>>): Promise<void>;
  /** The entries, in order. */
  entries(): Promise<readonly LedgerEntry[]>;
  /** Makes these the whole log and register: entries chained anew, columns, nodes and head recomputed. */
  rewrite(entries: readonly LedgerEntry[]): Promise<void>;
  /** Signs the database's log anew with the real keys: every checkpoint that it has, and one of its whole size. */
  sign(): Promise<void>;
}

export function insider(house: AnchoredLedger): Insider {
  const { at, origin } = house;
  const sql: Insider['sql'] = async (statement, values) => {
    await guards('disable');
    await at.asAdmin(statement, values);
    await guards('enable');
  };
  const guards = (word: 'enable' | 'disable') =>
    at.asAdmin(tables.map((table) => `alter table ${table} ${word} trigger all`).join(';'));
  return {
    sql,
    async dump(name) {
      await at.asAdmin(
        [
          `create schema ${name}`,
          ...tables.map((table) => `create table ${name}.${table} as select * from ${table}`),
        ].join(';'),
      );
    },
    async restore(name) {
      const back = tables.map(async (table) => {
        const columns = await writtenColumns(at, table);
        return `delete from ${table}; insert into ${table} (${columns}) select ${columns} from ${name}.${table}`;
      });
      await sql((await Promise.all(back)).join(';'));
    },
    async copyEvent(like, changes) {
      const columns = await writtenColumns(at, 'custody_event');
      await sql(
        `insert into custody_event (${columns}) select ${columns}
         from (select (jsonb_populate_record(c, $2::jsonb)).* from custody_event c where c.id = $1) as one`,
        [like, JSON.stringify(changes)],
      );
    },
    async entries() {
      const rows = await at.asAdmin<{ entry: Buffer }>('select entry from ledger_entry order by idx');
      return rows.map(({ entry }) => decodeEntry(new Uint8Array(entry)));
    },
    async rewrite(entries) {
      const chained = chainAnew(entries);
      const { size, frontier, nodes } = appendLeaves(
        emptyTree,
        chained.map(({ leaf }) => leaf),
      );
      // Events of one stream may change places: their numbers must be free first.
      await sql(
        'delete from ledger_entry; delete from ledger_node; update custody_event set n = n + 1000000',
      );
      await sql(
        `insert into ledger_entry (event_id, stream, n, entry, leaf, idx)
         select *, row_number() over () - 1
         from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[], $5::bytea[])`,
        [
          chained.map(({ fields }) => fields.id),
          chained.map(({ fields }) => fields.s),
          chained.map(({ fields }) => fields.n),
          chained.map(({ entry }) => Buffer.from(entry)),
          chained.map(({ leaf }) => Buffer.from(leaf)),
        ],
      );
      await sql(
        'update custody_event c set leaf = e.leaf, n = e.n from ledger_entry e where e.event_id = c.id',
      );
      await sql('insert into ledger_node select * from unnest($1::int[], $2::bigint[], $3::bytea[])', [
        nodes.map(({ level }) => level),
        nodes.map(({ n }) => n),
        nodes.map(({ hash }) => Buffer.from(hash)),
      ]);
      const ids = chained.map(({ fields }) => fields.id);
      await sql('delete from custody_event where n >= 1000000 and id <> all($1::uuid[])', [ids]);
      await sql(
        `update ledger_stream s set next_n = coalesce((select max(n) + 1 from ledger_entry e where e.stream = s.id), 0)`,
      );
      await sql('update ledger_head set size = $1, frontier = $2', [
        size,
        Buffer.from(packFrontier(frontier)),
      ]);
    },
    async sign() {
      const rows = await at.asAdmin<{ leaf: Buffer }>('select leaf from ledger_entry order by idx');
      const leaves = rows.map(({ leaf }) => new Uint8Array(leaf));
      const known = await at.asAdmin<{ size: string }>('select size from ledger_checkpoint');
      const signers = await house.signers();
      for (const size of new Set([...known.map((row) => Number(row.size)), leaves.length])) {
        const root = rootOf(appendLeaves(emptyTree, leaves.slice(0, size)));
        const text = checkpointText(origin, BigInt(size), root);
        const note = signNote(text, await Promise.all(signers.map((signer) => signer.sign(text))));
        await sql(
          `insert into ledger_checkpoint (size, root, note) values ($1, $2, $3)
           on conflict (size) do update set root = excluded.root, note = excluded.note`,
          [size, Buffer.from(root), note],
        );
      }
    },
  };
}

/** What `holdfast fsck` says of the house now; `changed` replaces parts of it. */
export async function fsckOf(house: AnchoredLedger, changed: Partial<LedgerParts> = {}): Promise<FsckReport> {
  const client = new Client({ connectionString: house.at.appUrl });
  await client.connect();
  const { store, keys, witnesses, origin, trust, roots } = house;
  try {
    const parts = { client, store, keys, witnesses, origin, trust, roots, ...changed };
    return await fsckLedger(parts, () => undefined, new AbortController().signal);
  } finally {
    await client.end();
  }
}

/** Numbers and predecessors of every stream as its entries now stand. */
function chainAnew(entries: readonly LedgerEntry[]) {
  const ends = new Map<string, { readonly n: bigint; readonly leaf: Uint8Array }>();
  return entries.map((one) => {
    const before = ends.get(one.s);
    const n = before === undefined ? 0n : before.n + 1n;
    const fields = { ...one, n, p: before?.leaf ?? null };
    const { entry, leaf } = encodeEntry(fields);
    ends.set(one.s, { n, leaf });
    return { fields, entry, leaf };
  });
}
