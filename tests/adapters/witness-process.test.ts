import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpWitness } from '../../lib/adapters/witness/http-witness.ts';
import { trustPolicyFileOf, writeTrustPolicy } from '../../lib/embedded/trust-policy-file.ts';
import { type EmbeddedWitness, startWitnessProcess } from '../../lib/embedded/witness-process.ts';
import { withLogKeys } from '../../lib/ledger/extend-policy.ts';
import { history, logKey } from '../support/small-log.ts';
import { until } from '../support/worker-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const never = new AbortController().signal;

describe('the witness of embedded mode', () => {
  const origin = 'log.example/1';
  const key = logKey(origin);
  const log = history(origin, key);
  let home: string;
  let lines: string[];
  let running: Awaited<ReturnType<typeof startWitnessProcess>>;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'witness-home-'));
    lines = [];
  });
  afterEach(async () => {
    await running.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function start() {
    const tell = (line: string) => lines.push(line);
    const policyWith = (witness: EmbeddedWitness) =>
      writeTrustPolicy(home, { logVkeys: [key.vkey], witness });
    running = await startWitnessProcess({ root, home, policyWith, tell });
    return httpWitness({ name: 'embedded', vkey: running.vkey, url: running.url, timeoutMs: 5_000 });
  }

  it('keeps its key, its address and what it saw over a restart of the product', async () => {
    const witness = await start();
    const submission = { oldSize: 0n, proof: async () => [], checkpoint: log.note(5) };
    await until(
      'the witness cosigns',
      async () => (await witness.cosign(submission, never)).kind === 'cosigned',
    );
    const before = running;
    await running.stop();
    const again = await start();
    expect([running.vkey, running.url]).toEqual([before.vkey, before.url]);
    await until('it shows what it holds', async () => (await again.latest(origin, never)).kind === 'holds');
    expect(lines).toEqual([]);
  });

  it('looks after the next epoch and new keys as soon as the policy names them, and keeps that line', async () => {
    const witness = await start();
    const next = logKey('log.example/2');
    const file = trustPolicyFileOf(home);
    writeFileSync(file, withLogKeys(readFileSync(file, 'utf8'), [next.vkey]));
    const submission = {
      oldSize: 0n,
      proof: async () => [],
      checkpoint: history('log.example/2', next).note(5),
    };
    await until(
      'the witness cosigns the next epoch',
      async () => (await witness.cosign(submission, never)).kind === 'cosigned',
    );
    await running.stop();
    await start();
    expect(readFileSync(file, 'utf8')).toContain(`log ${next.vkey}`);
  });

  it('does not stop the product when its key is spoilt, and says why it is not there', async () => {
    await start();
    const { vkey } = running;
    await running.stop();
    writeFileSync(join(home, 'witness/key.pem'), 'spoilt');
    await start();
    expect(running.vkey).toBe(vkey);
    while (lines.length === 0) await sleep(50);
    expect(lines).toEqual([expect.stringMatching(/witness is not started again.*key\.pem cannot be read/)]);
    expect(readFileSync(join(home, 'logs/witness.log'), 'utf8')).toContain('key.pem cannot be read');
  });
});
