import { Client } from 'pg';

/** A connection of its own, which whoever asked for it ends. */
export async function connectedTo(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** A connection for as long as the work takes. */
export async function withClient<R>(url: string, work: (client: Client) => Promise<R>): Promise<R> {
  const client = await connectedTo(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
