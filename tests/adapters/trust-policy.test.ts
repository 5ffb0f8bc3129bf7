import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberedPort } from '../../lib/embedded/remembered-port.ts';
import { writeTrustPolicy } from '../../lib/embedded/trust-policy-file.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { readTrust } from '../../lib/runtime/trust.ts';
import { witnessKey } from '../../lib/witness/witness-key.ts';
import { logKey } from '../support/small-log.ts';

describe('the trust policy of the settings', () => {
  const log = logKey('log.example/1');
  let home: string;
  let file: string;
  let vkey: string;
  const written = (...lines: readonly string[]) => {
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'trust-'));
    file = join(home, 'policy.txt');
    vkey = (await witnessKey(join(home, 'witness'), 'w.example/1')).vkey;
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('names the log and the embedded witness as embedded mode writes it', async () => {
    const witness = { vkey, url: 'http://127.0.0.1:4400' };
    const policyFile = writeTrustPolicy(home, { logVkeys: [log.vkey], witness });
    const trust = await readTrust({ HOLDFAST_MODE: 'embedded', HOLDFAST_TRUST_POLICY_FILE: policyFile });
    expect(trust?.policy.logs.map(encodeVerifierKey)).toEqual([log.vkey]);
    expect(trust?.policy.quorum).toEqual({ witness: 'embedded' });
    expect(trust?.witnesses.map(({ name, key }) => [name, encodeVerifierKey(key)])).toEqual([
      ['embedded', vkey],
    ]);
  });

  it('asks only the witnesses that have an address', async () => {
    const policy = written(`log ${log.vkey}`, `witness w ${vkey}`, 'quorum w');
    const trust = await readTrust({ HOLDFAST_MODE: 'production', HOLDFAST_TRUST_POLICY_FILE: policy });
    expect([trust?.policy.witnesses.size, trust?.witnesses.length]).toEqual([1, 0]);
  });

  it.each([
    ['http://witness.example.org', 'https address of another machine'],
    ['https://127.0.0.1:4400', 'https address of another machine'],
    ['https://localhost', 'https address of another machine'],
    ['witness.example.org', 'no address of the web'],
    ['file:///etc', 'no address of the web'],
  ])('refuses the address %s in production', async (url, why) => {
    const policy = written(`witness w ${vkey} ${url}`, 'quorum w');
    const read = readTrust({ HOLDFAST_MODE: 'production', HOLDFAST_TRUST_POLICY_FILE: policy });
    await expect(read).rejects.toThrow(why);
  });

  it('is one line naming the file where it cannot be used', async () => {
    const read = (policy: string) =>
      readTrust({ HOLDFAST_MODE: 'embedded', HOLDFAST_TRUST_POLICY_FILE: policy });
    await expect(read(join(home, 'none.txt'))).rejects.toThrow(/none\.txt cannot be used: ENOENT/);
    await expect(read(written('quorum w'))).rejects.toThrow(/policy\.txt cannot be used: Line 1/);
  });

  it('keeps the port of the embedded witness, and takes another when somebody listens there', async () => {
    const portFile = join(home, 'port');
    const port = await rememberedPort(portFile);
    expect(await rememberedPort(portFile)).toBe(port);
    const somebody = createServer().listen(port, '127.0.0.1');
    await once(somebody, 'listening');
    const other = await rememberedPort(portFile);
    expect(other).not.toBe(port);
    somebody.close();
    await once(somebody, 'close');
    expect(await rememberedPort(portFile)).toBe(other);
  });
});
