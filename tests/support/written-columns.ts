import type { TestDatabase } from './database.ts';

/** The columns of a table that somebody writes, comma-separated: those that PostgreSQL makes itself are left out. */
export async function writtenColumns(at: Pick<TestDatabase, 'asAdmin'>, table: string): Promise<string> {
  const rows = await at.asAdmin<{ column_name: string }>(
    `select column_name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  return rows.map(({ column_name }) => column_name).join(', ');
}
