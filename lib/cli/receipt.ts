import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { checkReceipt, receiptOf, signReceipt } from '../bundle/receipt.ts';
import { version } from '../runtime/version.ts';
import { parseOptions } from './parse-options.ts';
import { readTrust, verdictOn } from './read-trust.ts';
import { UsageError } from './usage-error.ts';

/**
 * `holdfast receipt`: verifies a bundle as `verify` does, and says what was found in a note signed with the recipient's own
 * key, which is made if its file is not there. Out: 0 if every check held, else 1; the receipt says so in both cases.
 */
export async function receipt(args: readonly string[]): Promise<number> {
  const [bundle, ...rest] = args;
  if (bundle === undefined || bundle.startsWith('-'))
    throw new UsageError('Name the folder of the bundle, or a .zip of it, first.');
  const { policy, roots, key, name, out } = parseOptions(rest, {
    policy: { type: 'string' },
    roots: { type: 'string' },
    key: { type: 'string' },
    name: { type: 'string' },
    out: { type: 'string' },
  });
  if (key === undefined)
    throw new UsageError('Name the file of your key: --key <file>. It is made if it is not there.');
  if (name === undefined || name.trim() === '') throw new UsageError('Say who you are: --name <text>.');
  const verdict = await verdictOn(bundle, await readTrust({ policy, roots }));
  const secret = await keyIn(key);
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' });
  const said = receiptOf(verdict, {
    recipient: name.trim(),
    verifier: `holdfast ${version}`,
    time: new Date().toISOString(),
  });
  const note = await signReceipt(said, spki, async (bytes) => sign('sha256', bytes, secret));
  if (out === undefined) process.stdout.write(note);
  else await writeFile(out, note, { flag: 'wx' });
  process.stderr.write(
    `${verdict.findings.length === 0 ? 'Every check held' : `${verdict.findings.length} findings`}. ` +
      `Tell the digest of your key to who gave you the bundle, by another way than the receipt: ${checkReceipt(note).keySha256}\n`,
  );
  return verdict.findings.length === 0 ? 0 : 1;
}

/** A P-256 key in PEM; a new one if there is no such file. */
async function keyIn(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (pem === null) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
    return privateKey;
  }
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new Error(`${file} holds no key on the curve P-256.`);
}
