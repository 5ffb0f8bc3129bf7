import type { Client } from 'pg';
import { leafHash } from '../hashing/merkle-hash.ts';
import { decodeEntry, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { rootOf, unpackFrontier } from '../ledger/merkle-tree.ts';
import type { LedgerVerdict } from '../ledger/note-walk.ts';
import { checkRow } from './check-row.ts';
import { type DatabaseRow, pendingRows } from './database-rows.ts';
import type { Findings } from './findings.ts';

/** What the database says of its own log beside the entries: head, number of nodes, counters, and what waits. */
export async function checkRest(client: Client, verdict: LedgerVerdict, findings: Findings): Promise<void> {
  await checkHead(client, verdict, findings);
  await checkNodeCount(client, verdict.entries, findings);
  await checkPending(client, findings);
  await checkStrays(client, findings);
  await checkStreams(client, findings);
}

async function checkHead(
  client: Client,
  { entries, root }: LedgerVerdict,
  findings: Findings,
): Promise<void> {
  const { rows } = await client.query<{ size: string; frontier: Buffer }>(
    'select size, frontier from ledger_head where id = 1',
  );
  const head = rows[0];
  if (head === undefined) {
    if (entries > 0n)
      findings.add('verifier-state-forged', 'the head', 'The database has lost its head row.');
    return;
  }
  if (BigInt(head.size) !== entries) {
    const words = `The head names ${head.size} entries, and there are ${entries}.`;
    findings.add('verifier-state-forged', 'the head', words);
  } else if (!isRoot(entries, head.frontier, root)) {
    findings.add('verifier-state-forged', 'the head', 'The head is not the one that the entries give.');
  }
}

function isRoot(size: bigint, frontier: Buffer, root: Uint8Array): boolean {
  try {
    return Buffer.compare(rootOf(unpackFrontier(size, new Uint8Array(frontier))), root) === 0;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

/** Each node that the entries give was looked up already: a different number means that there are others. */
async function checkNodeCount(client: Client, entries: bigint, findings: Findings): Promise<void> {
  let expected = 0n;
  for (let left = entries >> 1n; left > 0n; left >>= 1n) expected += left;
  const { rows } = await client.query<{ count: string }>('select count(*) as count from ledger_node');
  const count = BigInt(rows[0]?.count ?? 0);
  if (count <= expected) return; // missing ones were named
  const words = `The database has ${count - expected} nodes more than the entries give.`;
  findings.add('verifier-state-forged', 'the tree', words);
}

async function checkPending(client: Client, findings: Findings): Promise<void> {
  let before: DatabaseRow | null = null;
  for await (const rows of pendingRows(client)) {
    for (const row of rows) {
      const where = `pending entry ${row.event_id}`;
      const fields = decoded(row.entry, where, findings);
      if (fields !== null) checkRow(row, { leaf: leafHash(row.entry), fields }, where, findings);
      if (before?.stream === row.stream && BigInt(before.n) + 1n !== BigInt(row.n)) {
        findings.add('omitted', where, `Stream ${row.stream} goes from ${before.n} to ${row.n}.`);
      }
      before = row;
    }
  }
}

function decoded(entry: Uint8Array, where: string, findings: Findings): LedgerEntry | null {
  try {
    return decodeEntry(entry);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    findings.add('damage', where, error.message);
    return null;
  }
}

/** Events that the ledger does not know: written past the register. */
async function checkStrays(client: Client, findings: Findings): Promise<void> {
  const { rows } = await client.query<{ id: string; stream: string; n: string }>(
    `select c.id, c.stream, c.n from custody_event c
     where not exists (select from ledger_entry e where e.event_id = c.id)
       and not exists (select from ledger_pending p where p.event_id = c.id) order by c.id limit 21`,
  );
  for (const { id, stream, n } of rows) {
    const words = `It stands as number ${n} of stream ${stream} in the register, and has no entry in the ledger.`;
    findings.add('inserted', `event ${id}`, words);
  }
}

/** The counter from which the next number of each stream is taken. */
async function checkStreams(client: Client, findings: Findings): Promise<void> {
  const { rows } = await client.query<{ id: string; next_n: string; expected: string }>(
    `select * from (
       select s.id, s.next_n, 1 + coalesce(
         (select max(p.n) from ledger_pending p where p.stream = s.id),
         (select max(e.n) from ledger_entry e where e.stream = s.id), -1) as expected
       from ledger_stream s) counted
     where next_n <> expected order by id limit 21`,
  );
  for (const { id, next_n: next, expected } of rows) {
    const words = `Its next number is said to be ${next}, and the ledger goes on with ${expected}.`;
    findings.add('verifier-state-forged', `stream ${id}`, words);
  }
}
