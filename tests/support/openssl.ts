import { spawnSync } from 'node:child_process';

/** Runs the machine's own openssl in `folder`. Throws with its whole output if it fails, and plainly if there is none. */
export function openssl(folder: string, ...args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  if (error !== undefined)
    throw new Error('These tests need the openssl program: install OpenSSL 3.', { cause: error });
  if (status !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
