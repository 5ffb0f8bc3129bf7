import type { Client } from 'pg';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { publishCheckpoint } from '../../lib/worker/publish-checkpoint.ts';
import type { TestDatabase } from './database.ts';
import { newSigner } from './log-signer.ts';
import { withClient } from './with-client.ts';

/** The ledger of a test's database, moved by hand. */
export interface TestLedger {
  readonly keys: readonly string[]; // vkey lines
  /** Integrates everything that waits, without a checkpoint. */
  integrate(): Promise<void>;
  /** Integrates everything that waits and signs the tree. */
  sign(): Promise<void>;
  /** One statement with every guard of a table down, as only the owner of the server could run it. */
  attack(table: string, statement: string, values?: unknown[]): Promise<void>;
}

export async function testLedger(at: TestDatabase, origin = 'holdfast.example/test/1'): Promise<TestLedger> {
  const signer = newSigner(origin);
  const sequencing = (work: (client: Client) => Promise<void>) => withClient(at.sequencerUrl, work);
  const integrate = async (client: Client) => {
    while ((await integratePending(client, origin)).more);
  };
  return {
    keys: [signer.verifierKey],
    integrate: () => sequencing(integrate),
    sign: () =>
      sequencing(async (client) => {
        await integrate(client);
        await publishCheckpoint(client, origin, [signer]);
      }),
    async attack(table, statement, values) {
      await at.asAdmin(`alter table ${table} disable trigger all`);
      await at.asAdmin(statement, values);
      await at.asAdmin(`alter table ${table} enable trigger all`);
    },
  };
}
