import { Client } from 'pg';

/** A connection whose process dies at one statement: before it is sent, or when the server has done it. */
export interface DyingClient {
  readonly client: Client;
  /** Statements sent so far, the fatal one included. */
  readonly statements: readonly string[];
  end(): Promise<void>;
}

/** `fatal`: which statement, from 0; a number that is never reached lets it live. */
export async function dyingClient(
  url: string,
  fatal: { readonly statement: number; readonly when: 'before' | 'after' },
): Promise<DyingClient> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const statements: string[] = [];
  const query = client.query.bind(client);
  const die = () => {
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    throw new Error('killed');
  };
  client.query = (async (text: string, values?: unknown[]) => {
    const number = statements.push(text) - 1;
    if (number > fatal.statement || (number === fatal.statement && fatal.when === 'before')) die();
    const result = await query(text, values);
    if (number === fatal.statement) die();
    return result;
  }) as typeof client.query;
  return { client, statements, end: () => client.end().catch(() => undefined) };
}
