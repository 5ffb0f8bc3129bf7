import { randomBytes } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import { PgBoss } from 'pg-boss';
import { inject } from 'vitest';
import { connectDatabase, type Database } from '../../lib/adapters/prisma/client.ts';
import { prismaCustodyRegister } from '../../lib/adapters/prisma/custody-register.ts';
import type { CustodyRegister } from '../../lib/ports/custody-register.ts';
import { withClient } from './with-client.ts';

export interface TestDatabase {
  readonly db: Database; // as holdfast_app
  readonly jobs: PgBoss; // as holdfast_app: sends, works nothing by itself
  readonly register: CustodyRegister;
  readonly adminUrl: string;
  readonly appUrl: string;
  readonly sequencerUrl: string;
  /** One statement as the superuser, for looking and for attacking. */
  asAdmin<R extends object>(sql: string, values?: unknown[]): Promise<R[]>;
  /** One statement as another role's login. */
  as<R extends object>(role: 'app' | 'sequencer', sql: string, values?: unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** A fresh migrated database of this file's own. Call it in `beforeAll`, `close` it in `afterAll`. */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const of = (url: string, database: string) =>
    Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const maintenance = of(server.adminUrl, 'postgres');
  await query(maintenance, `create database ${escapeIdentifier(name)} template holdfast`);
  const adminUrl = of(server.adminUrl, name);
  const appUrl = of(server.appUrl, name);
  const sequencerUrl = of(server.sequencerUrl, name);
  const db = connectDatabase(appUrl);
  const jobs = new PgBoss({
    connectionString: appUrl,
    schema: 'pgboss',
    migrate: false,
    supervise: false,
    schedule: false,
  });
  jobs.on('error', () => undefined); // connections that a test cut; a failed send rejects by itself
  await jobs.start();
  const register = prismaCustodyRegister({ db, tool: { version: '1.0.0', commit: 'test' }, jobs });
  return {
    db,
    jobs,
    register,
    adminUrl,
    appUrl,
    sequencerUrl,
    asAdmin: (sql, values) => query(adminUrl, sql, values),
    as: (role, sql, values) => query(role === 'app' ? appUrl : sequencerUrl, sql, values),
    close: async () => {
      await jobs.stop({ graceful: false });
      await db.$disconnect();
      await query(maintenance, `drop database ${escapeIdentifier(name)} with (force)`);
    },
  };
}

export type EmptyDatabase = Pick<TestDatabase, 'adminUrl' | 'asAdmin' | 'close'>;

/** A database without any table. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const url = new URL(inject('postgres').adminUrl);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const maintenance = Object.assign(new URL(url), { pathname: '/postgres' }).href;
  await query(maintenance, `create database ${escapeIdentifier(name)} template template0`);
  const adminUrl = Object.assign(url, { pathname: `/${name}` }).href;
  return {
    adminUrl,
    asAdmin: (sql, values) => query(adminUrl, sql, values),
    close: async () =>
      void (await query(maintenance, `drop database ${escapeIdentifier(name)} with (force)`)),
  };
}

async function query<R extends object>(url: string, sql: string, values: unknown[] = []): Promise<R[]> {
  return await withClient(url, async (client) => (await client.query<R>(sql, values)).rows);
}
