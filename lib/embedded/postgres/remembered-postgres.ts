import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationNames } from '../../cli/apply-migrations.ts';
import { type DatabaseUrls, databaseUrls } from './database-urls.ts';
import { readSecrets, type ServerFiles, serverFiles } from './server-files.ts';

/**
 * The addresses of last time, known before the server runs; null unless an earlier start brought the database to
 * this very version. Throws one line if the secrets were damaged.
 */
export function rememberedPostgres(home: string): DatabaseUrls | null {
  const files = serverFiles(home);
  const mark = markFile(files);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== thisVersion()) return null;
  const secrets = readSecrets(files);
  return databaseUrls(secrets, secrets.port);
}

/** To be called when every migration of this version is applied. */
export function rememberVersion(files: ServerFiles): void {
  writeFileSync(markFile(files), thisVersion(), { mode: 0o600 });
}

function thisVersion(): string {
  return `${migrationNames().join('\n')}\n`;
}

function markFile({ folder }: ServerFiles): string {
  return join(folder, 'applied-migrations');
}
