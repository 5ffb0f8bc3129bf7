import { Client } from 'pg';
import { checkTables } from '../../lib/fsck/check-tables.ts';
import { Findings } from '../../lib/fsck/findings.ts';
import { inSnapshot } from '../../lib/fsck/in-snapshot.ts';
import type { Finding } from '../../lib/ledger/finding.ts';
import type { TestDatabase } from './database.ts';

/** What fsck says of the tables beside the ledger; nothing, whatever was done through the product. */
export async function rowFindings({ appUrl }: TestDatabase): Promise<readonly Finding[]> {
  const client = new Client({ connectionString: appUrl });
  await client.connect();
  const findings = new Findings();
  try {
    await inSnapshot(client, () => checkTables(client, false, findings, () => undefined));
  } finally {
    await client.end();
  }
  return findings.list();
}
