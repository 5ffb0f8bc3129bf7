import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTables } from '../../lib/fsck/check-tables.ts';
import { Findings } from '../../lib/fsck/findings.ts';
import { tablesBeside } from '../../lib/fsck/tables-beside.ts';
import type { Finding } from '../../lib/ledger/finding.ts';
import { closeIncident } from '../../lib/procedures/incident/close-incident.ts';
import { grantMembership } from '../../lib/procedures/incident/grant-membership.ts';
import { incidentEvent } from '../../lib/procedures/incident/incident-event.ts';
import { openIncident } from '../../lib/procedures/incident/open-incident.ts';
import { reopenIncident } from '../../lib/procedures/incident/reopen-incident.ts';
import { writeNote } from '../../lib/procedures/incident/write-note.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, diskSource } from '../support/facts.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';

let at: TestDatabase;
let admin: Client;
let item: SealedItem;
let incidentId: string;

/** Two incidents with notes and members, one closed and opened again; two sealed items. */
beforeAll(async () => {
  at = await freshDatabase();
  const context = { register: at.register } as ProcedureContext;
  const opening = { title: 'Web shell', severity: 'high', reason: 'an alert' } as const;
  incidentId = (await openIncident.run(context, analyst, opening)).id;
  await writeNote.run(context, analyst, { incidentId, text: 'The first note.' });
  await writeNote.run(context, analyst, { incidentId, text: 'The second note.' });
  const objectId = '00000000-0000-4000-8000-00000000000b';
  await grantMembership.run(context, analyst, { incidentId, objectId, reason: 'helps' });
  await closeIncident.run(context, analyst, { incidentId, reason: 'done' });
  await reopenIncident.run(context, analyst, { incidentId, reason: 'not done' });
  await addMachine();
  item = await sealedItem(at);
  await sealedItem(at, 'disk-other');
  admin = new Client({ connectionString: at.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await at?.close();
});

async function addMachine(): Promise<void> {
  const { machine, disk } = diskSource('disk-os');
  await at.register.record(analyst, ['incident.machine-added'], async (desk) => {
    await desk.saveMachine(incidentId, { ...machine, disks: [disk] });
    const detail = { resourceId: machine.resourceId, reason: 'of interest' };
    return { events: [incidentEvent('incident.machine-added', incidentId, null, detail)], result: null };
  });
}

/** What fsck says of the tables while these statements of a superuser stand, every guard down. */
async function saysAfter(...statements: readonly string[]): Promise<readonly Finding[]> {
  const findings = new Findings();
  await admin.query('begin');
  try {
    await admin.query(
      Object.keys(tablesBeside)
        .filter((table) => !table.startsWith('_'))
        .map((table) => `alter table ${table} disable trigger all`)
        .join(';'),
    );
    for (const statement of statements) await admin.query(statement);
    await checkTables(admin, false, findings, () => undefined);
  } finally {
    await admin.query('rollback');
  }
  return findings.list();
}

const short = (findings: readonly Finding[]) => findings.map(({ attack, where }) => `${attack} @ ${where}`);

describe('the tables beside the ledger', () => {
  it('hold while nobody touched them', async () => {
    expect(await saysAfter()).toEqual([]);
  });

  it('an incident that is deleted, with all that belongs to it, is named by the event that opened it', async () => {
    const found = await saysAfter(
      ...['incident_note', 'incident_member', 'incident_machine'].map(
        (table) => `delete from ${table} where incident_id = '${incidentId}'`,
      ),
      `delete from incident where id = '${incidentId}'`,
    );
    expect(short(found)).toContain(`row-removed @ incident ${incidentId}`);
    expect(short(found).filter((one) => one.startsWith('row-removed @ incident_note'))).toHaveLength(2);
    expect(found[0]?.words).toBe(
      `It is not there, and event 0 of stream ${incidentId} (incident.opened) made it.`,
    );
  });

  it('an item that is invented, copied from a true one with its acquisition, is named', async () => {
    const fake = '01900000-0000-7000-8000-00000000000';
    const found = await saysAfter(
      `insert into evidence_item select (jsonb_populate_record(i, '{"id": "${fake}1", "exhibit_number": "EV-2026-0099"}')).*
       from evidence_item i where id = '${item.evidenceId}'`,
      `insert into acquisition select (jsonb_populate_record(a, '{"id": "${fake}2", "evidence_id": "${fake}1", "disk_resource_id": "another"}')).*
       from acquisition a where id = '${item.acquisitionId}'`,
    );
    expect(short(found)).toEqual([`row-invented @ evidence_item ${fake}1`]);
  });

  it('a note that is deleted, and one that is put in, are named', async () => {
    const found = await saysAfter(
      `delete from incident_note where text = 'The first note.'`,
      `insert into incident_note values ('01900000-0000-7000-8000-000000000009', '${incidentId}', 'x', 'nobody', 'Nothing was found.', now())`,
    );
    expect(short(found)).toEqual([
      'row-invented @ incident_note 01900000-0000-7000-8000-000000000009',
      expect.stringMatching(/^row-removed @ incident_note /),
    ]);
    expect(found[1]?.words).toContain('(incident.note-written) made it.');
  });

  it.each([
    [
      `update acquisition set requester_object_id = 'another'`,
      'Id of who requested it',
      'acquisition.requested',
    ],
    [
      `update acquisition set requester = jsonb_set(requester, '{displayName}', '"x"')`,
      'Requested by: displayName',
      'acquisition.requested',
    ],
    [`update acquisition set disk_resource_id = 'another'`, 'Disk', 'acquisition.requested'],
    [`update acquisition set state = 'cancelled'`, 'state', 'acquisition.requested'],
    [`update acquisition set snapshot_id = 'another'`, 'snapshot_id', 'no event says so'],
    [`update evidence_item set state = 'not-acquired'`, 'State', 'evidence.sealed'],
    [
      `update evidence_item set incident_id = '00000000-0000-4000-8000-000000000009'`,
      'Incident',
      'acquisition.requested',
    ],
    [`update evidence_item set sha256 = 'ab'`, 'SHA-256', 'evidence.sealed'],
    [
      `update acquisition_step set outcome = null where step = 'hash-source'`,
      'Digests of the source',
      'source-hashed',
    ],
  ])('an item of which is changed: %s', async (statement, field, event) => {
    const [table] = statement.split(' ').slice(1);
    const key = { acquisition: 'id', evidence_item: 'id', acquisition_step: 'acquisition_id' }[table ?? ''];
    const id = table === 'evidence_item' ? item.evidenceId : item.acquisitionId;
    const where = statement.includes(' where ') ? 'and' : 'where';
    const found = await saysAfter(`${statement} ${where} ${key} = '${id}'`);
    const named = found.filter(
      ({ attack, words }) => attack === 'row-changed' && words.startsWith(`Its ${field}`),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const { where: at, words } of named) {
      expect(at).toMatch(new RegExp(`(${item.evidenceId}|${item.acquisitionId})$`));
      expect(words).toContain(event);
    }
  });

  it.each([
    ['title', `title = 'Nothing'`, 'incident.opened'],
    ['severity', `severity = 'low'`, 'incident.opened'],
    ['status', `status = 'closed'`, 'incident.reopened'],
    ['closedAt', 'closed_at = now()', 'incident.reopened'],
    ['number', `number = 'INC-2026-0077', container = 'inc-2026-0077'`, 'incident.opened'],
    ['container', `container = 'elsewhere'`, 'incident.opened'],
    ['restricted', 'restricted = true', 'incident.opened'],
  ])(
    'an incident whose %s is changed is named, with the event that says otherwise',
    async (field, change, event) => {
      const found = await saysAfter(`update incident set ${change} where id = '${incidentId}'`);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ attack: 'row-changed', where: `incident ${incidentId}` });
      expect(found[0]?.words).toMatch(new RegExp(`^Its ${field} is .*${event}`));
    },
  );

  it.each([
    [
      'a note’s text',
      `update incident_note set text = 'x' where text = 'The first note.'`,
      'row-changed @ incident_note',
    ],
    [
      'a note’s author',
      `update incident_note set author_name = 'x' where text = 'The first note.'`,
      'row-changed @ incident_note',
    ],
    [
      'a member',
      `insert into incident_member values ((select max(id::text)::uuid from incident), 'x')`,
      'row-invented @ incident_member',
    ],
    ['no member', 'delete from incident_member', 'row-removed @ incident_member'],
    ['a machine', `update incident_machine set resource_id = 'x'`, 'row-invented @ incident_machine'],
    ['no machine', 'delete from incident_machine', 'row-removed @ incident_machine'],
    ['no acquisition', 'delete from acquisition', 'row-removed @ acquisition'],
    [
      'a step less',
      `delete from acquisition_step where step = 'compare-digests'`,
      'row-removed @ acquisition_step',
    ],
    [
      'a counter',
      `update number_series set next = 1 where name like 'EV-%'`,
      'row-changed @ number_series EV-',
    ],
    [
      'a series more',
      `insert into number_series values ('EV-1999', 4)`,
      'row-invented @ number_series EV-1999',
    ],
  ])('somebody puts in or changes %s: it is named', async (_, statement, place) => {
    expect(short(await saysAfter(statement)).some((one) => one.startsWith(place))).toBe(true);
  });

  it('rows that are put in by the dozen are counted, though not all of them are named', async () => {
    const found = await saysAfter(
      `insert into number_series select 'EV-' || year, 2 from generate_series(1901, 1999) as year`,
    );
    expect(found).toHaveLength(21);
    expect(found[20]).toMatchObject({ attack: 'row-invented', words: expect.stringContaining(' 79 more ') });
  });

  it('an item with an event that cannot be read is left to the check of the ledger', async () => {
    const found = await saysAfter(
      'alter table custody_event disable trigger all',
      `update custody_event set body = 'x' where stream = '${item.evidenceId}' and n = 0`,
    );
    expect(found).toEqual([]);
  });

  it('are all named in what fsck says of itself', async () => {
    const rows = await at.asAdmin<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
       where s.nspname = 'public' and c.relkind = 'r'`,
    );
    const ledger = [
      'custody_event',
      'ledger_anchor',
      'ledger_checkpoint',
      'ledger_entry',
      'ledger_head',
      'ledger_node',
      'ledger_pending',
      'ledger_stream',
    ];
    const told = new Set([...Object.keys(tablesBeside), ...ledger]);
    expect(rows.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
    const readme = await readFile(new URL('../../lib/fsck/README.md', import.meta.url), 'utf8');
    for (const table of Object.keys(tablesBeside)) expect(readme).toContain(`\`${table}\``);
  });
});
