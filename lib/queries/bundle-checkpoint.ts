import { setTimeout as sleep } from 'node:timers/promises';
import { cosignedNote } from './cosigned-note.ts';
import type { Viewer } from './viewer.ts';

const lookMs = 250;
const newestCheckpoints = 200;

/** The signed checkpoint under which everything in a bundle is proven. */
export interface BundleCheckpoint {
  readonly size: bigint;
  readonly note: string; // with the witnesses' lines
  readonly stamped: Uint8Array; // as the log alone signed it: what the time stamps are over
  readonly stamps: readonly { readonly by: string; readonly token: Uint8Array }[];
  readonly missing: readonly string[]; // who vouches for checkpoints and does not for this one
}

/**
 * The newest checkpoint over all events of a stream for which most witnesses and time-stamp authorities vouch; waits a
 * moment for those that answer. The caller has authorised. Out: null while no signed checkpoint covers the event.
 */
export async function bundleCheckpoint(
  db: Viewer['db'],
  stream: string,
  withinMs: number,
): Promise<BundleCheckpoint | null> {
  const deadline = Date.now() + withinMs;
  const expected = await expectedVouchers(db);
  const answering = expected.filter(({ failingSince }) => failingSince === null).length;
  for (;;) {
    const found = await mostVouchedFor(db, stream);
    if (found !== null && (found.vouching >= answering || Date.now() >= deadline))
      return await withReceipts(db, found, expected);
    if (found === null && Date.now() >= deadline) return null;
    await sleep(lookMs);
  }
}

/** The signed checkpoint of this very size, with who vouches for it by now; null: there is none in this epoch. */
export async function checkpointOfSize(db: Viewer['db'], size: bigint): Promise<BundleCheckpoint | null> {
  const [found] = await db.$queryRaw<{ note: string }[]>`
    select c.note from ledger_checkpoint c
    where c.size = ${size} and starts_with(c.note, (select origin || chr(10) from ledger_head where id = 1))`;
  return found === undefined
    ? null
    : await withReceipts(db, { size, note: found.note }, await expectedVouchers(db));
}

async function expectedVouchers(db: Viewer['db']) {
  return await db.ledgerAnchorState.findMany({
    where: { kind: { in: ['witness', 'timestamp'] } },
    select: { kind: true, name: true, failingSince: true },
  });
}

interface Found {
  readonly size: bigint;
  readonly note: string;
  readonly vouching: number;
}

/** Among the newest ones and the last that each witness and authority saw: those of years need not be looked at. */
async function mostVouchedFor(db: Viewer['db'], stream: string): Promise<Found | null> {
  const [found] = await db.$queryRaw<Found[]>`
    with newest as (select size from ledger_checkpoint order by size desc limit ${newestCheckpoints}),
      seen as (select max(size) as size from ledger_anchor where kind in ('witness', 'timestamp') group by kind, name)
    select c.size, c.note, (
      select count(distinct a.kind || '/' || a.name)::int from ledger_anchor a
      where a.size = c.size and a.kind in ('witness', 'timestamp')) as vouching
    from ledger_checkpoint c
    where c.size in (select size from newest union select size from seen)
      and c.size > (select max(idx) from ledger_entry where stream = ${stream})
      and starts_with(c.note, (select origin || chr(10) from ledger_head where id = 1)) -- a bundle is of one epoch
    order by vouching desc, c.size desc limit 1`;
  return found ?? null;
}

async function withReceipts(
  db: Viewer['db'],
  { size, note }: Pick<Found, 'size' | 'note'>,
  expected: readonly { readonly kind: string; readonly name: string }[],
): Promise<BundleCheckpoint> {
  const receipts = await db.ledgerAnchor.findMany({
    where: { size, kind: { in: ['witness', 'timestamp'] } },
    orderBy: { name: 'asc' },
    select: { kind: true, name: true, receipt: true },
  });
  const vouching = new Set(receipts.map(({ kind, name }) => `${kind}/${name}`));
  return {
    size,
    note: await cosignedNote(db, { size, note }),
    stamped: Buffer.from(note),
    stamps: receipts.flatMap(({ kind, name, receipt }) =>
      kind === 'timestamp' && receipt !== null ? [{ by: name, token: receipt }] : [],
    ),
    missing: expected.flatMap(({ kind, name }) => (vouching.has(`${kind}/${name}`) ? [] : [name])),
  };
}
