import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyMigrations } from '../../lib/cli/apply-migrations.ts';
import { acquisitionSteps } from '../../lib/custody/acquisition.ts';
import { type EmptyDatabase, emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts';
import { schemaDdl } from '../support/schema-ddl.ts';

const committed = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'holdfast-migrations-'));

let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
  cpSync(committed, folder, { recursive: true });
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything Prisma's language can say of the tables, one fact a line; what the guards add is tested beside. */
async function catalogue(database: Pick<EmptyDatabase, 'asAdmin'>): Promise<string[]> {
  const rows = await database.asAdmin<{ fact: string }>(`
    select format('%s.%s %s%s%s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), '') as fact
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and a.attgenerated = '' and c.relname <> '_prisma_migrations'
    union all
    select indexdef from pg_indexes
    where schemaname = 'public' and tablename <> '_prisma_migrations'
      and indexdef not like '% WHERE %' and indexdef not like '%kind, occurred_at%' -- Prisma's language has no partial index, and no column that the database makes
    union all
    select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f') and conrelid::regclass::text <> '_prisma_migrations'
    order by 1`);
  return rows.map((row) => row.fact);
}

describe('migrations', () => {
  it('do nothing the second time', async () => {
    const before = await at.asAdmin('select * from _prisma_migrations order by migration_name');
    expect(await applyMigrations(at.adminUrl)).toEqual([]);
    expect(await at.asAdmin('select * from _prisma_migrations order by migration_name')).toEqual(before);
    expect(before.length).toBeGreaterThan(0);
  });

  it('take turns when two copies start at once', async () => {
    expect(await Promise.all([applyMigrations(at.adminUrl), applyMigrations(at.adminUrl)])).toEqual([[], []]);
  });

  it('make exactly the tables, columns and indexes of prisma/schema.prisma', async () => {
    const wanted = await emptyDatabase();
    try {
      await wanted.asAdmin(await schemaDdl(wanted.adminUrl));
      const [ours, theirs] = [await catalogue(at), await catalogue(wanted)];
      expect(ours.length).toBeGreaterThan(100);
      expect(ours).toEqual(theirs);
    } finally {
      await wanted.close();
    }
  });

  it('are refused when an applied file was changed', async () => {
    const file = join(folder, '0002_register/migration.sql');
    const sql = readFileSync(file, 'utf8');
    writeFileSync(file, `${sql}\n-- one more word\n`);
    await expect(applyMigrations(at.adminUrl, folder)).rejects.toThrow(
      '0002_register was changed after it was applied',
    );
    writeFileSync(file, sql);
    expect(await applyMigrations(at.adminUrl, folder)).toEqual([]);
  });

  it('are refused when the database is of a newer version', async () => {
    rmSync(join(folder, '0003_guards'), { recursive: true });
    await expect(applyMigrations(at.adminUrl, folder)).rejects.toThrow('newer Holdfast');
    cpSync(committed, folder, { recursive: true });
  });

  it('leave nothing of a file that fails half-way', async () => {
    cpSync(join(folder, '0001_roles'), join(folder, '0999_broken'), { recursive: true });
    writeFileSync(
      join(folder, '0999_broken/migration.sql'),
      'create table half_made (id int); select 1 / 0;',
    );
    await expect(applyMigrations(at.adminUrl, folder)).rejects.toThrow(
      '0999_broken failed and was rolled back',
    );
    expect(await at.asAdmin("select 1 from pg_tables where tablename = 'half_made'")).toEqual([]);
    rmSync(join(folder, '0999_broken'), { recursive: true });
  });

  it('bring a queue for every step, which the application can send to', async () => {
    const queues = await at.asAdmin<{ name: string }>('select name from pgboss.queue');
    const names = queues.map((queue) => queue.name);
    for (const name of [...acquisitionSteps, 'cancel-acquisition', 'sync-incidents'])
      expect(names).toContain(name);
    expect(await at.jobs.send('sync-incidents', {}, { singletonKey: 'one' })).toMatch(/^[0-9a-f-]{36}$/);
    expect(await at.jobs.send('sync-incidents', {}, { singletonKey: 'one' })).toBeNull();
  });
});
