import type { Viewer } from './viewer.ts';

/**
 * How many events of each stream are not what the ledger has of them, those of the given types left out. Counted in
 * the database: a column, body or leaf that its entry does not commit to, an entry that is missing or beyond the
 * head, or one that no longer gives the node over it and its neighbour. Out: by stream, without those that hold.
 */
export async function streamTrouble(
  db: Viewer['db'],
  streams: readonly string[],
  except: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await db.$queryRaw<{ stream: string; count: bigint }[]>`
    select e.stream, count(*) as count
    from custody_event e
    left join ledger_entry l on l.event_id = e.id
    left join ledger_pending w on w.event_id = e.id and l.event_id is null
    left join ledger_entry pair on pair.idx = (l.idx # 1)
    left join ledger_node node on node.level = 1 and node.n = l.idx / 2
    cross join lateral (select
      coalesce(l.entry, w.entry) as entry,
      coalesce(l.leaf, w.leaf) as leaf,
      convert_to('{"c":"' || encode(sha256(convert_to('custody-event/body/v1' || chr(10), 'UTF8') || e.salt || e.body), 'base64')
        || '","id":"' || e.id || '","k":"' || e.type || '","n":' || e.n || ',"p":', 'UTF8') as head,
      convert_to(',"s":' || to_json(e.stream) || ',"t":"'
        || to_char(e.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","v":1}', 'UTF8') as tail
    ) c
    where e.stream = any(${[...streams]}::text[]) and e.type <> all(${[...except]}::text[])
      and (
        e.leaf = c.leaf
        and c.leaf = sha256('\\x00'::bytea || c.entry)
        and substring(c.entry from 1 for octet_length(c.head)) = c.head
        and substring(c.entry from octet_length(c.entry) - octet_length(c.tail) + 1) = c.tail
        and (l.idx is null or l.idx < (select size from ledger_head))
        and (node.hash is null or node.hash = case l.idx & 1
          when 0 then sha256('\\x01'::bytea || l.leaf || pair.leaf)
          else sha256('\\x01'::bytea || pair.leaf || l.leaf) end)
      ) is not true
    group by e.stream`;
  return new Map(found.map(({ stream, count }) => [stream, Number(count)]));
}
