import { Client } from 'pg';
import type { LedgerParts } from '../fsck/ledger-parts.ts';
import type { Settings } from './env.ts';
import { ledgerHatches } from './ledger-hatches.ts';
import { timestampRoots } from './timestamp-authorities.ts';

/** What `fsckLedger` and `recover` look at, wired from the settings, with one connection of their own. */
export async function ledgerParts(
  settings: Settings,
): Promise<{ readonly parts: LedgerParts; close(): Promise<void> }> {
  const { store, keys, witnesses, trust } = await ledgerHatches(settings);
  const roots = await timestampRoots(settings);
  const client = new Client({
    connectionString: settings.DATABASE_URL,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'holdfast-fsck',
  });
  // The query that fails next rejects with the same news; without a listener Node would end the process.
  client.on('error', () => undefined);
  await client.connect();
  const parts: LedgerParts = {
    client,
    store,
    keys,
    witnesses: witnesses.map(({ witness }) => witness),
    origin: settings.HOLDFAST_LEDGER_ORIGIN,
    trust,
    roots,
  };
  return { parts, close: () => client.end() };
}
