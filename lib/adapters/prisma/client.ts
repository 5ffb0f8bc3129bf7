import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../../prisma/generated/client.ts';

export type Database = PrismaClient;

/** Opens a pool on `url`. Ten connections; a dead server is noticed within five seconds. */
export function connectDatabase(url: string): Database {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 }),
  });
}
