import { Client } from 'pg';
import { newestAnchoredSize } from '../fsck/anchored-copy.ts';
import type { AnchorParts, LedgerParts } from '../fsck/ledger-parts.ts';
import { epochOf } from '../ledger/log-epoch.ts';
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

/** The same as one epoch of the log has it. */
export async function epochParts(settings: Settings, origin: string): Promise<AnchorParts> {
  const parts = await anchorParts(settings);
  if (origin === parts.origin) return parts;
  const own = parts.earlier?.find((one) => one.origin === origin);
  if (own === undefined) throw new Error(`The trust policy knows no log ${origin}.`);
  const earlier = parts.earlier?.filter((one) => epochOf(one.origin) < epochOf(origin)) ?? [];
  return { ...parts, ...own, earlier };
}

/** The newest epoch whose anchors hold a checkpoint: a later one may have been opened and never got so far. */
export async function recoverableParts(settings: Settings, signal: AbortSignal): Promise<AnchorParts> {
  const parts = await anchorParts(settings);
  const epochs = [...(parts.earlier ?? []), { origin: parts.origin, store: parts.store }].reverse();
  for (const { origin, store } of epochs) {
    if ((await newestAnchoredSize(store, signal)) > 0n) return await epochParts(settings, origin);
  }
  return parts;
}

/** The database as `recover` writes to it. In: the epoch that it is to hold; left out, the one that it holds. */
export async function recoveryDatabase(
  settings: Settings,
  origin?: string,
): Promise<{ readonly database: RecoveryDatabase; close(): Promise<void> }> {
  const app = await connected(settings.DATABASE_URL);
  const sequencer = await connected(settings.HOLDFAST_SEQUENCER_DATABASE_URL).catch(
    async (error: unknown) => {
      await app.end();
      throw error;
    },
  );
  return {
    database: {
      app,
      sequencer,
      origin: origin ?? (await heldOrigin(app)) ?? settings.HOLDFAST_LEDGER_ORIGIN,
    },
    close: async () => {
      await app.end();
      await sequencer.end();
    },
  };
}

async function heldOrigin(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ origin: string }>('select origin from ledger_head where id = 1');
  return rows[0]?.origin ?? null;
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
