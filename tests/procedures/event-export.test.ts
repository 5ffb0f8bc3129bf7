import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { type ExportScope, exportEvents } from '../../lib/queries/export-events.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { testLedger } from '../support/ledger.ts';
import { linesOf } from '../support/lines-of.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';

const invented = 1_100; // more than two pages of the export

let at: TestDatabase;
let item: SealedItem;
let real: number;

beforeAll(async () => {
  at = await freshDatabase();
  const ledger = await testLedger(at);
  item = await sealedItem(at);
  await ledger.sign();
  real = await at.db.custodyEvent.count({ where: { stream: item.evidenceId } });
  await ledger.attack(
    'custody_event',
    `insert into custody_event (id, stream, n, type, occurred_at, actor_label, incident_id, evidence_id, body, salt, leaf)
     select gen_random_uuid(), stream, ${real} + g, 'evidence.accessed', now(), 'x', incident_id, evidence_id,
       'no record', salt, sha256(convert_to(g::text, 'UTF8'))
     from custody_event, generate_series(1, ${invented}) g where stream = '${item.evidenceId}' and n = 1`,
  );
});
afterAll(() => at?.close());

async function exported(scope: ExportScope): Promise<readonly string[]> {
  return await linesOf(await exportEvents({ actor: { ...analyst, roles: ['auditor'] }, db: at.db }, scope));
}

it('gives each event of an item once, and says at its end how many there are', async () => {
  const [head, ...rest] = (await exported({ of: 'item', id: item.evidenceId })).map((line) =>
    JSON.parse(line),
  );
  expect(head).toMatchObject({ holdfast: 'custody-events/1', of: item.exhibitNumber });
  expect(rest.pop()).toEqual({ end: true, events: real + invented });
  expect(new Set(rest.map(({ id }) => id)).size).toBe(real + invented);
});

it('gives what anyone needs to compute the leaf of an event, from the very text of its record', async () => {
  const lines = (await exported({ of: 'item', id: item.evidenceId })).filter((line) =>
    line.includes('"record":'),
  );
  expect(lines).toHaveLength(real);
  for (const line of lines) {
    const { entry, salt, leaf, holds } = JSON.parse(line);
    const record = line.slice(line.indexOf('"record":') + '"record":'.length, -1);
    const bytes = Buffer.from(entry, 'base64');
    const committed = commitBody(Buffer.from(salt, 'base64'), Buffer.from(record));
    expect([holds, Buffer.from(committed)]).toEqual([true, Buffer.from(decodeEntry(bytes).c)]);
    const rehashed = createHash('sha256').update(Buffer.of(0)).update(bytes).digest('hex');
    expect(rehashed).toBe(leaf);
  }
});

it('names what the ledger knows nothing of, with its bytes as they are', async () => {
  const lines = (await exported({ of: 'incident', id: item.incidentId })).map((line) => JSON.parse(line));
  const strange = lines.filter(({ trouble }) => trouble === 'changed');
  expect(strange).toHaveLength(invented);
  expect(strange[0]).toMatchObject({ holds: false, entry: null, index: null, bytes: btoa('no record') });
});

it('gives what a person did, and not what others did', async () => {
  const lines = (await exported({ of: 'person', id: analyst.objectId })).map((line) => JSON.parse(line));
  const mine = await at.db.custodyEvent.count({ where: { actorObjectId: analyst.objectId } });
  expect(mine).toBeGreaterThan(0);
  expect(lines.at(-1)).toEqual({ end: true, events: mine });
});
