import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpWitness } from '../../lib/adapters/witness/http-witness.ts';
import { startWitnessProcess } from '../../lib/embedded/witness-process.ts';
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
    running = await startWitnessProcess({ root, home, logVkeys: [key.vkey], tell });
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
