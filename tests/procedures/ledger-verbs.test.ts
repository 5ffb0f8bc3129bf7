import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedSettings } from '../../lib/embedded/embedded-settings.ts';
import { trustPolicyFileOf } from '../../lib/embedded/trust-policy-file.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { startWorker, until, type WorkerProcess } from '../support/worker-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let house: AcquisitionHouse;
let worker: WorkerProcess;

/** A real worker has signed and anchored what was imported. */
beforeAll(async () => {
  house = await startAcquisitionHouse({});
  worker = await startWorker(house, 'worker');
  await until('the ledger is anchored', async () => {
    const anchored = await house.database.db.ledgerAnchor.findFirst({ where: { kind: 'store' } });
    return anchored !== null;
  });
}, 175_000);
afterAll(async () => {
  await worker?.stop();
  await house?.close();
});

/** The verb where the worker's settings are. */
async function run(...args: readonly string[]) {
  const { cloud, database } = house;
  const env = await embeddedSettings({
    root,
    home: cloud.home,
    port: 3000,
    postgres: { appUrl: database.appUrl, sequencerUrl: database.sequencerUrl },
    endpoints: cloud.endpoints,
    trustPolicyFile: trustPolicyFileOf(cloud.home),
  });
  const child = spawn(process.execPath, ['lib/cli/main.ts', ...args], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('where the settings of the worker are', () => {
  it('fsck finds a ledger that holds, and ends with 0', async () => {
    const { code, output } = await run('fsck', '--json');
    expect(JSON.parse(output)).toMatchObject({ holds: true, findings: [], firstDifference: null });
    expect(code).toBe(0);
  });

  it('recover writes the record as files that only this account can read', async () => {
    const folder = join(house.cloud.home, 'recovered');
    const { code, output } = await run('recover', '--from-anchors', '--out', folder);
    expect(output).toContain('entries recovered and proven');
    expect(code).toBe(0);
    const [first] = readFileSync(join(folder, 'entries.jsonl'), 'utf8').split('\n');
    const { entry, body } = JSON.parse(first ?? '') as { readonly entry: string; readonly body: string };
    expect(JSON.parse(entry)).toMatchObject({ k: 'incident.imported', n: 0 });
    expect(JSON.parse(body)).toMatchObject({ type: 'incident.imported' });
  });

  it('fsck names what was changed, and ends with 1', async () => {
    await house.database.asAdmin(
      `alter table custody_event disable trigger all;
       update custody_event set actor_label = 'nobody' where id = (select event_id from ledger_entry where idx = 0);
       alter table custody_event enable trigger all`,
    );
    const { code, output } = await run('fsck');
    expect(output).toContain(
      'An entry was changed after it was recorded (T1): event of entry 0. Its columns are not what its body says: actor_label.',
    );
    expect(output).toContain('1 check failed.');
    expect(code).toBe(1);
  });
});
