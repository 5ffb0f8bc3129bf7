import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

const lender = 'setpriv'; // util-linux; where it is missing, the plain way is taken

/** Under which account the server runs: PostgreSQL refuses to run as root. */
export type ServerAccount =
  | { readonly kind: 'own' }
  | { readonly kind: 'other'; readonly name: string; readonly uid: number; readonly gid: number };

/** The caller's own account, or for root the account `postgres`, or else `nobody`. Creates no account. */
export function serverAccount(): ServerAccount {
  if (userInfo().uid !== 0) return { kind: 'own' };
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf(name, '-u');
    const gid = idOf(name, '-g');
    if (uid !== null && gid !== null) return { kind: 'other', name, uid, gid };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to run it.',
  );
}

/**
 * Command and arguments that run `program` under the account. `setpriv` lets the other account reach a data
 * directory below a folder of root's that only root may enter (a clone in /root); nothing else is lent.
 */
export function asAccount(
  account: ServerAccount,
  program: string,
  args: readonly string[],
): {
  readonly command: string;
  readonly args: readonly string[];
  readonly ids: { uid?: number; gid?: number };
} {
  if (account.kind === 'own') return { command: program, args, ids: {} };
  if (!hasSetpriv()) return { command: program, args, ids: { uid: account.uid, gid: account.gid } };
  const lend = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  const become = ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'];
  return { command: lender, args: [...become, ...lend, program, ...args], ids: {} };
}

function idOf(name: string, flag: '-u' | '-g'): number | null {
  try {
    return Number(
      execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return null; // there is no such account: the next name is tried
  }
}

let setpriv: boolean | undefined;

function hasSetpriv(): boolean {
  if (setpriv !== undefined) return setpriv;
  try {
    execFileSync(lender, ['--ambient-caps', '+dac_override', '--inh-caps', '+dac_override', 'true'], {
      stdio: 'ignore',
    });
    setpriv = true;
  } catch {
    setpriv = false; // not installed, or the container took the capability away
  }
  return setpriv;
}
