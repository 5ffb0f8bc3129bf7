import { Client, DatabaseError } from 'pg';
import type { Settings } from '../runtime/env.ts';
import { migrationNames } from './apply-migrations.ts';

const connectLimitMs = 10_000;
const needsMigrating = ['42P01', '42501']; // undefined_table, insufficient_privilege: never migrated, or before this could be asked
const apply =
  'Apply them with an administrator’s connection: node lib/cli/apply-migrations.ts "$ADMIN_DATABASE_URL"';

/**
 * Throws unless both roles reach the database and it has exactly this version's migrations. One line for each thing
 * that is wrong, without passwords.
 */
export async function checkDatabase(settings: Settings): Promise<void> {
  const names = ['DATABASE_URL', 'HOLDFAST_SEQUENCER_DATABASE_URL'] as const;
  const problems = await Promise.all(names.map((name) => problemOf(name, settings[name])));
  const lines = problems.filter((problem) => problem !== null);
  if (lines.length > 0) throw new Error(`The database cannot be used:\n${lines.join('\n')}`);
  const applied = await appliedMigrations(settings.DATABASE_URL);
  if (applied === null) throw new Error(`The database lacks migrations of this version. ${apply}`);
  const wanted = migrationNames();
  const missing = wanted.filter((name) => !applied.includes(name));
  if (missing.length > 0)
    throw new Error(`The database lacks the migrations ${missing.join(', ')}. ${apply}`);
  const newer = applied.filter((name) => !wanted.includes(name));
  if (newer.length > 0)
    throw new Error(
      `This database was made by a newer Holdfast: it has the migrations ${newer.join(', ')}. Start that version.`,
    );
}

async function problemOf(name: string, url: string): Promise<string | null> {
  try {
    await ask(url, 'select 1');
    return null;
  } catch (error) {
    return `  ${name}: ${inWords(error)}`;
  }
}

/** In order; null where this role finds no history, or may not read it. */
async function appliedMigrations(url: string): Promise<readonly string[] | null> {
  try {
    const rows = await ask<{ name: string }>(
      url,
      'select migration_name as name from public._prisma_migrations where finished_at is not null order by 1',
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    if (error instanceof DatabaseError && needsMigrating.includes(error.code ?? '')) return null;
    throw error;
  }
}

async function ask<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectLimitMs });
  client.on('error', () => {}); // a cut connection rejects the query by itself
  try {
    await client.connect();
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A name with several addresses fails with an error that has no words of its own. */
function inWords(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(inWords).join('; ');
  return error instanceof Error ? error.message : String(error);
}
