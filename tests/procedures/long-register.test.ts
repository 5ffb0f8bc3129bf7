import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventQuery } from '../../lib/custody/event-query.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getLedgerEntry } from '../../lib/queries/get-ledger-entry.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { listLedgerEntries } from '../../lib/queries/list-ledger-entries.ts';
import { searchEvents } from '../../lib/queries/search-events.ts';
import type { Viewer } from '../../lib/queries/viewer.ts';
import { PrismaClient } from '../../prisma/generated/client.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { everyEvent, incidentTimeline, itemTimeline } from '../support/recorded-timeline.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';

const many = 100_000;
const few = 1_500; // rows: a page is a hundred, its proofs some hundred nodes

let at: TestDatabase;
let ledger: TestLedger;
let item: SealedItem;
let listening: ReturnType<typeof listeningClient>;
let asked: { readonly query: string; readonly params: string }[] = [];
const viewer = (): Viewer => ({ actor: analyst, db: listening as unknown as Viewer['db'] });
const viewerOfAll = (): Viewer => ({ ...viewer(), actor: { ...analyst, roles: ['auditor'] } });
const personNamed = (value: string): EventQuery => ({
  ...everyEvent,
  terms: [{ key: 'actor', value, negated: false }],
});

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  await ledger.sign();
  await lengthen();
  listening = listeningClient(at.appUrl);
  listening.$on('query', (event) => asked.push(event));
});
afterAll(async () => {
  await listening?.$disconnect();
  await at?.close();
});

function listeningClient(url: string) {
  const adapter = new PrismaPg({ connectionString: url });
  return new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
}

/** Events and entries by the hundred thousand behind the real ones, in the item's own stream and incident. */
async function lengthen(): Promise<void> {
  await ledger.attack(
    'custody_event',
    `insert into custody_event (id, stream, n, type, occurred_at, actor_label, incident_id, evidence_id, body, salt, leaf)
     select gen_random_uuid(), stream, 4 + g, 'evidence.accessed', occurred_at + g * interval '1 millisecond', 'x',
       incident_id, evidence_id, '{}', salt, sha256(convert_to(g::text, 'UTF8'))
     from custody_event, generate_series(1, ${many}) g where stream = '${item.evidenceId}' and n = 4`,
  );
  await ledger.attack(
    'ledger_entry',
    `insert into ledger_entry (idx, event_id, stream, n, entry, leaf)
     select n + 1, id, stream, n, '{}', leaf from custody_event where stream = '${item.evidenceId}' and n > 4`,
  );
  await at.asAdmin(`update ledger_stream set next_n = ${many + 5} where id = $1`, [item.evidenceId]);
  await at.asAdmin('vacuum analyze custody_event, ledger_entry');
}

/** Rows that the scans of each question touched, the ones filtered away included. */
async function rowsRead(look: () => Promise<unknown>): Promise<readonly { rows: number; query: string }[]> {
  asked = [];
  await look();
  const client = new Client({ connectionString: at.adminUrl });
  await client.connect();
  try {
    const read: { rows: number; query: string }[] = [];
    for (const { query, params } of asked.filter((one) => /^\s*select/i.test(one.query))) {
      const { rows } = await client.query(`explain (analyze, format json) ${query}`, JSON.parse(params));
      read.push({ rows: scanned(rows[0]['QUERY PLAN'][0].Plan), query });
    }
    return read;
  } finally {
    await client.end();
  }
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

function scanned(plan: Plan): number {
  const own = plan['Node Type'].endsWith('Scan');
  const rows = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  return (own ? rows : 0) + (plan.Plans ?? []).reduce((sum, one) => sum + scanned(one), 0);
}

describe('a register of a hundred thousand events', () => {
  const pages: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['the newest page of a chain of custody', () => itemTimeline(viewer(), item.evidenceId)],
    [
      'a page from its middle',
      async () => itemTimeline(viewer(), item.evidenceId, await eventNumbered(50_000)),
    ],
    ['the newest page of an incident', () => incidentTimeline(viewer(), item.incidentId)],
    ['an old page of it', async () => incidentTimeline(viewer(), item.incidentId, await eventNumbered(20))],
    ['the newest ledger entries', () => listLedgerEntries(viewer())],
    ['ledger entries from the middle', () => listLedgerEntries(viewer(), '50000')],
    ['one ledger entry', () => getLedgerEntry(viewer(), '3', ledger.keys)],
    ['an evidence item', () => getEvidenceItem(viewer(), item.evidenceId)],
    ['a search for a person', () => searchEvents(viewerOfAll(), personNamed('analyst'))],
    ['the evidence list', () => listEvidence(viewer(), {})],
  ];

  it.each(pages)('is not read whole for %s', async (_, look) => {
    const read = await rowsRead(look);
    expect(read.length).toBeGreaterThan(0);
    // Whether a chain has a gap takes counting it, which the database does and hands out as one row.
    const fetched = read.filter(({ query }) => !query.includes('count(*)'));
    for (const { rows, query } of fetched) expect(rows, query).toBeLessThan(few);
  });

  it('keeps its pages complete, at both ends', async () => {
    const newest = await itemTimeline(viewer(), item.evidenceId);
    expect((await getEvidenceItem(viewer(), item.evidenceId)).events).toBe(many + 5);
    expect(newest.numberings[0]?.sentence).toBe(`Numbering complete from 0 to ${many + 4}`);
    expect(newest.events[0]?.n).toBe(String(many + 4));
    const oldest = await incidentTimeline(viewer(), item.incidentId, await eventNumbered(5));
    expect(oldest.events.map(({ n }) => n)).toEqual(['4', '3', '2', '1', '0', '0']); // the last is the incident’s own
  });
});

async function eventNumbered(n: number): Promise<string> {
  const event = await at.db.custodyEvent.findFirstOrThrow({ where: { stream: item.evidenceId, n } });
  return event.id;
}
