import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ServerAccount } from './server-account.ts';

const secretsShape = z.strictObject({
  port: z.int().min(1).max(65_535),
  admin: z.string(),
  app: z.string(),
  sequencer: z.string(),
});

/** Passwords of the three roles that may log in, and the port of last time. Lives in an owner-only file. */
export type ServerSecrets = z.infer<typeof secretsShape>;

export interface ServerFiles {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly secrets: string;
}

/** Names what lies in `$home/postgres`. */
export function serverFiles(home: string): ServerFiles {
  const folder = join(home, 'postgres');
  return {
    folder,
    data: join(folder, 'data'),
    log: join(folder, 'server.log'),
    secrets: join(folder, 'secrets.json'),
  };
}

/** Creates `$home/postgres`, owned by the account that runs the server, and names what lies in it. */
export function prepareServerFiles(home: string, account: ServerAccount): ServerFiles {
  const files = serverFiles(home);
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  if (account.kind === 'other') chownSync(files.folder, account.uid, account.gid);
  return files;
}

/** The secrets of this home, made at the first start. Throws one line if the file was damaged. */
export function readOrMakeSecrets(files: ServerFiles, port: () => number): ServerSecrets {
  if (!existsSync(files.secrets)) {
    if (existsSync(files.data)) {
      throw new Error(
        `${files.secrets} is missing, so the database in ${files.data} cannot be opened. Restore the file.`,
      );
    }
    const made = { port: port(), admin: password(), app: password(), sequencer: password() };
    saveSecrets(files, made);
    return made;
  }
  return readSecrets(files);
}

/** Throws one line if the file is missing or was damaged. */
export function readSecrets(files: ServerFiles): ServerSecrets {
  try {
    return secretsShape.parse(JSON.parse(readFileSync(files.secrets, 'utf8')));
  } catch (error) {
    throw new Error(`${files.secrets} is damaged. Restore it from a backup; the database needs it.`, {
      cause: error,
    });
  }
}

/** Writes beside and renames, so that a crash leaves the old file or the new one. */
export function saveSecrets(files: ServerFiles, secrets: ServerSecrets): void {
  const fresh = `${files.secrets}.new`;
  writeFileSync(fresh, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  renameSync(fresh, files.secrets);
}

function password(): string {
  return randomBytes(24).toString('base64url');
}
