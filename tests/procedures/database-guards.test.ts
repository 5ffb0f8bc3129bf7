import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';

const appendOnly = ['custody_event', 'ledger_entry', 'ledger_node', 'ledger_checkpoint'] as const;
const columns = {
  custody_event: 'type',
  ledger_entry: 'stream',
  ledger_node: 'level',
  ledger_checkpoint: 'note',
} as const;
const hash = `\\x${'00'.repeat(32)}`;

let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
  await at.register.record(analyst, ['access.denied'], async () => ({
    events: [denied('p', 'x')],
    result: null,
  }));
  await at.as('sequencer', `insert into ledger_entry values (0, gen_random_uuid(), 's', 0, 'x', '${hash}')`);
  await at.as('sequencer', `insert into ledger_node values (1, 0, '${hash}')`);
  await at.as('sequencer', `insert into ledger_checkpoint (size, root, note) values (1, '${hash}', 'note')`);
});
afterAll(async () => await at?.close());

const denial = { code: '42501' };
const refusal = { code: '23001' };

describe.each(appendOnly)('%s', (table) => {
  const change = `update ${table} set ${columns[table]} = ${columns[table]}`;

  it('cannot be changed, emptied or unguarded by the application', async () => {
    await expect(at.as('app', change)).rejects.toMatchObject(denial);
    await expect(at.as('app', `delete from ${table}`)).rejects.toMatchObject(denial);
    await expect(at.as('app', `truncate ${table}`)).rejects.toMatchObject(denial);
    await expect(at.as('app', `alter table ${table} disable trigger all`)).rejects.toMatchObject(denial);
  });

  it('cannot be changed or emptied by the sequencer', async () => {
    await expect(at.as('sequencer', change)).rejects.toMatchObject(denial);
    await expect(at.as('sequencer', `delete from ${table}`)).rejects.toMatchObject(denial);
    await expect(at.as('sequencer', `truncate ${table}`)).rejects.toMatchObject(denial);
  });

  it('refuses even the superuser, also as a replica, while its triggers stand', async () => {
    for (const replica of ['', 'set session_replication_role = replica; ']) {
      await expect(at.asAdmin(`${replica}${change}`)).rejects.toMatchObject(refusal);
      await expect(at.asAdmin(`${replica}delete from ${table}`)).rejects.toMatchObject(refusal);
      await expect(at.asAdmin(`${replica}truncate ${table}`)).rejects.toMatchObject(refusal);
    }
    expect(await at.asAdmin(`select 1 from ${table}`)).toHaveLength(1);
  });
});

describe('the roles', () => {
  it('lets nobody log in as the owner, and makes nobody a superuser', async () => {
    const roles = await at.asAdmin<{
      rolname: string;
      rolcanlogin: boolean;
      rolsuper: boolean;
      rolbypassrls: boolean;
    }>(
      "select rolname, rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname like 'holdfast%' order by 1",
    );
    expect(roles).toEqual([
      { rolname: 'holdfast_app', rolcanlogin: true, rolsuper: false, rolbypassrls: false },
      { rolname: 'holdfast_owner', rolcanlogin: false, rolsuper: false, rolbypassrls: false },
      { rolname: 'holdfast_sequencer', rolcanlogin: true, rolsuper: false, rolbypassrls: false },
    ]);
  });

  it('gives every table of the register to the owner that cannot log in', async () => {
    const foreign = await at.asAdmin(
      "select tablename from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations' and tableowner <> 'holdfast_owner'",
    );
    expect(foreign).toEqual([]);
  });

  it('keeps the application away from the tree, and the sequencer from everything else', async () => {
    await expect(at.as('app', `insert into ledger_node values (9, 9, '${hash}')`)).rejects.toMatchObject(
      denial,
    );
    await expect(at.as('app', 'update ledger_head set size = 0')).rejects.toMatchObject(denial);
    await expect(at.as('app', 'delete from ledger_pending')).rejects.toMatchObject(denial);
    await expect(
      at.as('sequencer', 'insert into custody_event (id) select id from custody_event'),
    ).rejects.toMatchObject(denial);
    const readable = await at.asAdmin<{ tablename: string }>(
      `select relname as tablename from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
         and has_table_privilege('holdfast_sequencer', oid, 'select') order by 1`,
    );
    expect(readable.map((row) => row.tablename)).toEqual([
      'custody_event',
      'ledger_anchor',
      'ledger_anchor_state',
      'ledger_checkpoint',
      'ledger_entry',
      'ledger_freeze',
      'ledger_head',
      'ledger_node',
      'ledger_patrol',
      'ledger_pending',
      'ledger_set_aside',
    ]);
    for (const write of [
      'delete from ledger_freeze',
      'insert into ledger_freeze select * from ledger_freeze',
    ])
      await expect(at.as('sequencer', write)).rejects.toMatchObject(denial);
    await expect(at.as('sequencer', 'select 1 from pgboss.job')).rejects.toMatchObject(denial);
  });

  it('lets nobody delete an acquisition, an item or an incident', async () => {
    for (const table of ['acquisition', 'evidence_item', 'incident', 'incident_note']) {
      await expect(at.as('app', `delete from ${table}`)).rejects.toMatchObject(denial);
      await expect(at.asAdmin(`truncate ${table} cascade`)).rejects.toMatchObject(refusal);
    }
  });
});
