import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { applyMigrations } from '../../cli/apply-migrations.ts';
import type { KeptProcess } from '../../cli/keep-running.ts';
import { type DatabaseUrls, databaseName, databaseUrl, databaseUrls } from './database-urls.ts';
import { lastWords } from './last-words.ts';
import { clearLeftServer } from './left-server.ts';
import { rememberVersion } from './remembered-postgres.ts';
import { runServer } from './run-server.ts';
import { serverAccount } from './server-account.ts';
import {
  prepareServerFiles,
  readOrMakeSecrets,
  type ServerFiles,
  type ServerSecrets,
  saveSecrets,
} from './server-files.ts';
import { type ServerPrograms, serverPrograms } from './server-programs.ts';

export interface EmbeddedPostgres extends DatabaseUrls {
  readonly adminUrl: string;
  /** The server itself; started again when it dies, and `ended` when it cannot be. */
  readonly server: Pick<KeptProcess, 'name' | 'ended'>;
  /** Ends the server after open transactions were rolled back; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL on loopback, under `$home/postgres`: made once, kept for ever, migrated at every start.
 * The caller holds the home's lock, so a server that still runs here is an orphan and is stopped first. A server
 * that dies is started again, on the same port; `tell` gets one line for each time.
 * Throws one line that names the file or the port in the way.
 */
export async function startEmbeddedPostgres(
  home: string,
  tell: (line: string) => void = () => {},
): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const files = prepareServerFiles(home, account);
  const programs = serverPrograms(account);
  const first = await freePort();
  const secrets = readOrMakeSecrets(files, () => first);
  if (!existsSync(files.data)) await createCluster(files, programs, secrets, (file) => own(file, account));
  else await clearLeftServer(files, programs);
  const port = await choosePort(files, secrets);
  const maintenanceUrl = databaseUrl(port, 'postgres', secrets.admin, 'postgres');
  const server = await runServer({ files, programs, port, maintenanceUrl, tell });
  const stop = () => server.stop(60_000);
  try {
    const adminUrl = databaseUrl(port, 'postgres', secrets.admin);
    await createDatabase(maintenanceUrl);
    await applyMigrations(adminUrl);
    await setPasswords(adminUrl, secrets);
    rememberVersion(files);
    return { adminUrl, ...databaseUrls(secrets, port), server, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Builds the cluster beside its place and renames it, so that an interrupted start leaves nothing half-made. */
async function createCluster(
  files: ServerFiles,
  programs: ServerPrograms,
  secrets: ServerSecrets,
  own: (file: string) => void,
): Promise<void> {
  const fresh = `${files.data}.new`;
  const passwordFile = join(files.folder, 'initdb-password');
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(passwordFile, `${secrets.admin}\n`, { mode: 0o600 });
  own(passwordFile);
  try {
    await programs.initdb([
      `--pgdata=${fresh}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--locale=C.UTF-8',
      '--encoding=UTF8',
      '--data-checksums',
    ]);
  } catch (error) {
    const words = lastWords(error instanceof Error ? error.message : String(error));
    throw new Error(`The embedded database could not be made: ${words}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, files.data);
}

/** The port of last time, or another one, with a word about it, if something else listens there now. */
async function choosePort(files: ServerFiles, secrets: ServerSecrets): Promise<number> {
  if (await isFree(secrets.port)) return secrets.port;
  const port = await freePort();
  console.warn(
    `Port ${secrets.port} is in use by another program; the embedded database now listens on ${port}.`,
  );
  saveSecrets(files, { ...secrets, port });
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function createDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(databaseName)}`);
  });
}

async function setPasswords(url: string, secrets: ServerSecrets): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`alter role holdfast_app password ${escapeLiteral(secrets.app)}`);
    await client.query(`alter role holdfast_sequencer password ${escapeLiteral(secrets.sequencer)}`);
  });
}

async function withClient<R>(url: string, use: (client: Client) => Promise<R>): Promise<R> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function own(file: string, account: ReturnType<typeof serverAccount>): void {
  if (account.kind === 'other') chownSync(file, account.uid, account.gid);
}
