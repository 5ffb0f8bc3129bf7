import { open, readFile, rename, stat } from 'node:fs/promises';
import { parseTrustPolicy } from '../ledger/trust-policy.ts';

/**
 * Changes the trust policy file of this installation, whole or not at all. Verifiers hold copies of their own, which
 * their owners change. Throws one line with what must be written if the file cannot be.
 */
export async function changeTrustFile(file: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = change(before);
  if (after === before) return;
  parseTrustPolicy(after);
  try {
    await replace(file, after);
  } catch (cause) {
    throw new Error(
      `${file} cannot be changed here. Write into it, and say it again:\n${added(before, after)}`,
      {
        cause,
      },
    );
  }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  const { mode } = await stat(file);
  const handle = await open(draft, 'w', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

function added(before: string, after: string): string {
  const known = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n');
}
