import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { installJobQueues } from './install-job-queues.ts';

const committed = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
const lockKey = 4_701_199_201n; // any fixed number: two starting copies take turns

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Brings a database to this version: every SQL file of prisma/migrations once, in order, each in its own
 * transaction, then the job queues. In: URL of a role that may create roles and objects; the folder is only
 * given by tests. Out: names applied now, `[]` if nothing was to do.
 * Throws one line if an applied file has changed since or is missing; nothing is applied then.
 */
export async function applyMigrations(adminUrl: string, folder: string = committed): Promise<string[]> {
  const migrations = readMigrations(folder);
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The database cannot be reached: ${why}`, { cause });
  });
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const applied = await readApplied(client);
    refuseChangedHistory(migrations, applied);
    const fresh = migrations.filter((migration) => !applied.has(migration.name));
    for (const migration of fresh) await applyOne(client, migration);
    await installJobQueues(adminUrl, client);
    return fresh.map((migration) => migration.name);
  } finally {
    await client.end(); // gives the advisory lock back
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => {
    const sql = readFileSync(`${folder}/${name}/migration.sql`, 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** The names of this version's migrations, in order. */
export function migrationNames(): readonly string[] {
  return readMigrations(committed).map(({ name }) => name);
}

/** The table has the columns of Prisma's own, so that its tools recognise the history. */
async function readApplied(client: Client): Promise<Map<string, string>> {
  await client.query(`
    create table if not exists public._prisma_migrations (
      id varchar(36) primary key,
      checksum varchar(64) not null,
      finished_at timestamptz,
      migration_name varchar(255) not null unique,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz not null default now(),
      applied_steps_count integer not null default 0
    )`);
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from public._prisma_migrations where finished_at is not null',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function refuseChangedHistory(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    const current = known.get(name);
    if (current === undefined) {
      throw new Error(
        `This database was made by a newer Holdfast: it has the migration ${name}, which is not here.`,
      );
    }
    if (current !== checksum) {
      throw new Error(
        `The migration ${name} was changed after it was applied. Restore the file; write a new one for changes.`,
      );
    }
  }
}

async function applyOne(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query(
      `insert into public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The migration ${migration.name} failed and was rolled back: ${why}`, { cause: error });
  }
}

/** `node lib/cli/apply-migrations.ts <url>`: for operators; the application's own roles may not do this. */
async function main(url: string | undefined): Promise<number> {
  if (url === undefined || !URL.canParse(url)) {
    process.stderr.write('Usage: node lib/cli/apply-migrations.ts <postgresql:// URL of an administrator>\n');
    return 2;
  }
  try {
    const applied = await applyMigrations(url);
    process.stdout.write(applied.length === 0 ? 'Nothing to apply.\n' : `Applied: ${applied.join(', ')}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv[2]);
