import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '../../../prisma/generated/client.ts';
import { preparedNames } from './event-statements.ts';

export type Database = PrismaClient;

const pools = new WeakMap<Database, Pool>();

/**
 * Opens a pool on `url`. Ten connections; a dead server is noticed within five seconds. Statements that do not wait
 * for each other's answers go out together (PostgreSQL's pipeline mode).
 */
export function connectDatabase(url: string): Database {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000, pipeline: true });
  pool.on('error', () => undefined); // an idle connection was cut: the pool has dropped it, the next use opens another
  const statementNameGenerator = ({ sql }: { readonly sql: string }) => preparedNames.get(sql) ?? ''; // '': not kept
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator });
  const db = new PrismaClient({ adapter });
  pools.set(db, pool);
  return db;
}

/** The pool below a client of `connectDatabase`; it ends with the client. */
export function poolOf(db: Database): Pool {
  const pool = pools.get(db);
  if (pool === undefined) throw new Error('this client was not opened by connectDatabase');
  return pool;
}
