import { Client } from 'pg';
import type { AnchorParts, LedgerParts } from '../fsck/ledger-parts.ts';
import type { RecoveryDatabase } from '../recover/into-database.ts';
import type { Settings } from './env.ts';
import { ledgerHatches } from './ledger-hatches.ts';
import { timestampRoots } from './timestamp-authorities.ts';

/** What `fsckLedger` looks at, wired from the settings, with one connection of its own. */
export async function ledgerParts(
  settings: Settings,
): Promise<{ readonly parts: LedgerParts; close(): Promise<void> }> {
  const anchors = await anchorParts(settings);
  const client = await ledgerClient(settings);
  return { parts: { ...anchors, client }, close: () => client.end() };
}

/** What lies outside the database, with everything to verify and read it. */
export async function anchorParts(settings: Settings): Promise<AnchorParts> {
  const { store, keys, witnesses, trust, origin, earlier } = await ledgerHatches(settings);
  const roots = await timestampRoots(settings);
  return { store, keys, witnesses: witnesses.map(({ witness }) => witness), origin, earlier, trust, roots };
}

/** The database as `recover` writes to it. */
export async function recoveryDatabase(
  settings: Settings,
): Promise<{ readonly database: RecoveryDatabase; close(): Promise<void> }> {
  const app = await connected(settings.DATABASE_URL);
  const sequencer = await connected(settings.HOLDFAST_SEQUENCER_DATABASE_URL).catch(
    async (error: unknown) => {
      await app.end();
      throw error;
    },
  );
  return {
    database: { app, sequencer, origin: settings.HOLDFAST_LEDGER_ORIGIN },
    close: async () => {
      await app.end();
      await sequencer.end();
    },
  };
}

/** One more connection that may read the ledger. */
export async function ledgerClient(settings: Settings): Promise<Client> {
  return await connected(settings.DATABASE_URL);
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'holdfast-ledger',
  });
  // The query that fails next rejects with the same news; without a listener Node would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
