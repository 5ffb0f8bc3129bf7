import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vaultCheckpointSigners } from '../../lib/adapters/azure/checkpoint-signer.ts';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { embeddedSettings } from '../../lib/embedded/embedded-settings.ts';
import { trustPolicyFileOf } from '../../lib/embedded/trust-policy-file.ts';
import { checkpointText } from '../../lib/ledger/checkpoint.ts';
import { keysInForce } from '../../lib/ledger/keys-in-force.ts';
import { signNote } from '../../lib/ledger/signed-note.ts';
import { parseTrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { recordDrift } from '../support/recorded-drift.ts';
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

/** Waits until the newest anchored checkpoint is as wanted. */
async function untilAnchored(isWanted: (size: bigint, note: string) => boolean): Promise<void> {
  await until('the ledger is anchored', async () => {
    const { db } = house.database;
    const anchored = await db.ledgerAnchor.findFirst({ where: { kind: 'store' }, orderBy: { size: 'desc' } });
    if (anchored === null) return false;
    const { note } = await db.ledgerCheckpoint.findUniqueOrThrow({ where: { size: anchored.size } });
    return isWanted(anchored.size, note);
  });
}

/** A checkpoint over entries that are in no database and no store: all that is left of an end that was lost. */
async function signBeyond(): Promise<bigint> {
  const { endpoints } = house.cloud;
  const policy = parseTrustPolicy(readFileSync(trustPolicyFileOf(house.cloud.home), 'utf8'));
  const { origin } = endpoints.ledger;
  const signers = await vaultCheckpointSigners({
    credential: managedIdentity(endpoints.clientIds.sequencer),
    origin,
    secretId: endpoints.vault.checkpointSecretId,
    keyId: endpoints.vault.checkpointKeyId,
    demanded: keysInForce(policy, origin, 2n ** 63n),
  });
  const { size } = await house.database.db.ledgerHead.findFirstOrThrow();
  const root = new Uint8Array(32).fill(7);
  const text = checkpointText(origin, size + 5n, root);
  const note = signNote(text, await Promise.all(signers.map((signer) => signer.sign(text))));
  await house.database.asAdmin('insert into ledger_checkpoint (size, root, note) values ($1, $2, $3)', [
    size + 5n,
    Buffer.from(root),
    note,
  ]);
  return size + 5n;
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

  it('rotate-key replaces the keys under the running worker, and the ledger holds on both sides', async () => {
    const { code, output } = await run('rotate-key', '--reason', 'The yearly change.', '--json');
    const { upTo, verifierKeys } = JSON.parse(output) as {
      readonly upTo: string;
      readonly verifierKeys: readonly string[];
    };
    expect([code, verifierKeys.length]).toEqual([0, 2]);
    await recordDrift(house.context.register, 'fail');
    await untilAnchored((size) => size > BigInt(upTo));
    const { code: checked, output: words } = await run('fsck');
    expect([checked, words]).toEqual([0, expect.stringContaining('the policy demands 2 keys of the log')]);
  }, 120_000);

  it('recover opens no epoch while nothing is missing, and one where a signed end is nowhere any more', async () => {
    const people = ['--stated-by', 'Lead 1', '--agreed-by', 'Controller 1'];
    const words = ['recover', '--from-anchors', '--new-epoch', '--why', 'The store lost its end.', ...people];
    expect((await run(...words)).code).toBe(1);
    const signed = await signBeyond();
    const opened = await run(...words);
    expect(opened.output).toContain(`the database holds its signature over ${signed} entries`);
    expect(opened.code).toBe(0);
    await untilAnchored((size, note) => size > 0n && note.startsWith('holdfast.example/6d1c2f0e/2\n'));
    const { code, output } = await run('fsck', '--json');
    expect(JSON.parse(output)).toMatchObject({ holds: true, findings: [] });
    expect(output).toContain('So epoch 2 began: “The store lost its end.” Stated by Lead 1');
    expect(code).toBe(0);
  }, 150_000);

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
