import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { SystemActor } from '../custody/actor.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import { commitBody, decodeEntry, encodeEntry } from '../ledger/ledger-entry.ts';
import type { AnchoredEvent } from './anchored-events.ts';
import { insertEvents, insertPending } from './put-back.ts';

const actor: SystemActor = { kind: 'system', component: 'recovery' };

/** How an event that was lost is spoken of. */
export interface LostWords {
  readonly epochBefore: number;
  readonly why: string;
}

/** What waits behind a number that is nowhere. */
interface Gap {
  readonly stream: string;
  readonly n: string; // of the event that waits
  readonly after: string; // the newest number before it that is there; -1: none
  readonly leaf: Buffer | null; // of that one
  readonly entry: Buffer;
  readonly body: Buffer;
}

/**
 * Makes the streams whole again, in the transaction that is open: a number that was lost, and behind which something
 * waits, gets an entry that says so; the counters go on behind what is there. In: makes the id of an event of this
 * time, milliseconds. Out: how many were lost so.
 */
export async function mendStreams(
  app: Client,
  lost: LostWords,
  newId: (milliseconds: number) => string,
): Promise<number> {
  await app.query('select from ledger_stream order by id for update');
  const stand: AnchoredEvent[] = (await gaps(app)).flatMap((gap) => standIns(gap, lost, newId));
  await insertEvents(app, stand);
  await insertPending(app, stand);
  await setCounters(app);
  return stand.length;
}

async function gaps(app: Client): Promise<readonly Gap[]> {
  const { rows } = await app.query<Gap>(
    `select w.stream, w.n, coalesce(w.before, e.n, -1) as after, coalesce(w.before_leaf, e.leaf) as leaf,
       w.entry, c.body
     from (
       select *, lag(n) over by_stream as before, lag(leaf) over by_stream as before_leaf
       from ledger_pending window by_stream as (partition by stream order by n)
     ) w
     join custody_event c on c.id = w.event_id
     left join lateral (
       select n, leaf from ledger_entry l where l.stream = w.stream order by n desc limit 1
     ) e on true
     where w.n > coalesce(w.before, e.n, -1) + 1
     order by w.stream, w.n`,
  );
  return rows;
}

/** They bear the time of the event that waits behind them: when they were recorded is what was lost. */
function standIns(
  { stream, n, after, leaf, entry, body }: Gap,
  detail: LostWords,
  newId: (milliseconds: number) => string,
): readonly AnchoredEvent[] {
  const { t } = decodeEntry(new Uint8Array(entry));
  const waiting = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
  const made: AnchoredEvent[] = [];
  let before: Uint8Array | null = leaf;
  for (let number = BigInt(after) + 1n; number < BigInt(n); number += 1n) {
    const id = newId(Date.parse(t));
    const text = canonicalJson({
      ...waiting,
      ...{ id, type: 'ledger.event-lost', n: Number(number), actor, detail },
      ...{ reason: null, authority: null, subjects: [] },
    });
    const salt = new Uint8Array(randomBytes(32));
    const fields = {
      ...{ id, t, k: 'ledger.event-lost', s: stream, n: number, p: before },
      c: commitBody(salt, text),
    };
    const encoded = encodeEntry(fields);
    made.push({ index: -1n, fields, ...encoded, event: { salt, body: text } });
    before = encoded.leaf;
  }
  return made;
}

/** Each stream goes on behind the newest of its numbers that is in the tree or waits for it. */
async function setCounters(app: Client): Promise<void> {
  await app.query(
    `update ledger_stream s set next_n = coalesce(l.n + 1, 0), last_leaf = l.leaf
     from ledger_stream own
     left join lateral (
       select n, leaf from (
         (select n, leaf from ledger_entry e where e.stream = own.id order by n desc limit 1)
         union all (select n, leaf from ledger_pending p where p.stream = own.id order by n desc limit 1)
       ) ends order by n desc limit 1
     ) l on true
     where own.id = s.id and (s.next_n, s.last_leaf) is distinct from (coalesce(l.n + 1, 0), l.leaf)`,
  );
}
