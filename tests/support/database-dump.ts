import { Client, escapeIdentifier } from 'pg';

/** Every row of every table of every schema that is not PostgreSQL's own. Out: "schema.table" → its rows as text. */
export async function dumpDatabase(adminUrl: string): Promise<Map<string, string>> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const dump = new Map<string, string>();
    for (const { schema, name } of tables) {
      const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
      const { rows } = await client.query<{ line: string }>(
        `select to_jsonb(t)::text as line from ${table} t`,
      );
      dump.set(`${schema}.${name}`, rows.map((row) => withBytesDecoded(row.line)).join('\n'));
    }
    return dump;
  } finally {
    await client.end();
  }
}

/** A bytea column reads as "\\x68656c6c6f": its bytes are added as text, for a canonical body is text. */
function withBytesDecoded(line: string): string {
  const decoded = [...line.matchAll(/"\\\\x([0-9a-f]+)"/g)].map(([, hex = '']) =>
    Buffer.from(hex, 'hex').toString('latin1'),
  );
  return [line, ...decoded].join('\n');
}
