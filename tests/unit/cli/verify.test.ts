import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTlogProof, parseTlogProof } from '../../../lib/ledger/tlog-proof.ts';
import { craftedBundle, craftedEvents, craftedTrust } from '../../support/crafted-bundle.ts';
import { makeZip } from '../../support/make-zip.ts';
import { policyText } from '../../support/policy-text.ts';
import { writeFiles } from '../../support/write-files.ts';
import { zipOf } from '../../support/zip-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-verify-'));
const bundle = join(folder, 'bundle');
const policy = join(folder, 'policy');

beforeAll(async () => {
  writeFiles(bundle, await craftedBundle(craftedEvents(5)));
  writeFileSync(policy, policyText(craftedTrust.policy));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A home that is not there and no settings at all: the verb must need neither. */
function verify(...args: readonly string[]) {
  const env = {
    NODE_ENV: 'test',
    PATH: process.env.PATH ?? '',
    HOLDFAST_HOME: join(folder, 'nowhere'),
  } as const;
  return spawnSync(process.execPath, ['lib/cli/main.ts', 'verify', ...args], { encoding: 'utf8', env });
}

describe('holdfast verify', { timeout: 60_000 }, () => {
  it('ends with 0 and the checklist for a good bundle, with no setting and no service', () => {
    const { status, stdout, stderr } = verify(bundle, '--policy', policy);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/ok {3}Every entry stands in the signed tree at its place\. 5 proofs\./);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'Every check held; for 5 of 11 the bundle has nothing to look at.',
    );
  });

  it('takes a .zip as it was downloaded, and ends as for the folder', async () => {
    const zip = join(folder, 'downloaded.zip');
    writeFileSync(zip, await zipOf(await craftedBundle(craftedEvents(5))));
    const { status, stdout } = verify(zip, '--policy', policy);
    expect(stdout).toMatch(/5 proofs\./);
    expect(stdout).not.toMatch(/not as it was downloaded/);
    expect(status).toBe(0);
  });

  it('takes a .zip that somebody packed of the folder, says that it is one, and ends as for the folder', async () => {
    const zip = join(folder, 'sent.zip');
    const files = Array.from(await craftedBundle(craftedEvents(5)), ([path, data]) => ({
      path: `case/${path}`,
      data,
    }));
    writeFileSync(zip, makeZip(files));
    const { status, stdout } = verify(zip, '--policy', policy);
    expect(stdout).toMatch(/ok {3}Every entry stands in the signed tree at its place\. 5 proofs\./);
    expect(stdout).toMatch(/This archive is not as it was downloaded\./);
    expect(status).toBe(0);
    writeFileSync(zip, makeZip(files).subarray(9));
    expect(verify(zip, '--policy', policy)).toMatchObject({ status: 1, stdout: '' });
  });

  it('ends with 1 for a changed body, names the attack and prints the proof, also as JSON', () => {
    writeFileSync(join(bundle, 'events/3/body.json'), '{"forged":true}');
    const { status, stdout } = verify(bundle, '--policy', policy);
    expect(status).toBe(1);
    expect(stdout).toMatch(/An entry was changed after it was recorded \(T1\): entry 3\./);
    expect(stdout).toContain('    {"forged":true}');
    const json = JSON.parse(verify(bundle, '--policy', policy, '--json').stdout);
    expect(json).toMatchObject({ holds: false, findings: [{ attack: 'edited', where: 'entry 3' }] });
    const obeyed = '\u009b2K\u202e\u{e0041}\u007f';
    writeFileSync(join(bundle, 'events/3/body.json'), obeyed);
    const said = verify(bundle, '--policy', policy, '--json').stdout;
    expect(said).not.toMatch(/[^\P{C}\n]/u);
    expect(JSON.parse(said).findings[0].proof[1]).toBe(obeyed);
  });

  it('takes a single proof that brings its entry along, as the portal hands it out, and no other', () => {
    const proof = parseTlogProof(readFileSync(join(bundle, 'events/4/event.tlog-proof'), 'utf8'));
    const entry = readFileSync(join(bundle, 'events/4/entry.json'));
    const file = join(folder, 'entry-4.tlog-proof');
    writeFileSync(file, formatTlogProof({ ...proof, extra: entry }));
    expect(verify(file, '--policy', policy)).toMatchObject({ status: 0 });
    const forged = Buffer.from(entry.toString('utf8').replace('evidence.sealed', 'evidence.listed'));
    writeFileSync(file, formatTlogProof({ ...proof, extra: forged }));
    expect(verify(file, '--policy', policy)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('(T1): entry 4'),
    });
    writeFileSync(file, formatTlogProof({ ...proof, extra: null }));
    expect(verify(file, '--policy', policy).stderr).toMatch(/does not bring its entry along/);
  });

  it('ends with 2 without a policy: what comes with a bundle cannot vouch for it', () => {
    const { status, stderr } = verify(bundle);
    expect(status).toBe(2);
    expect(stderr).toMatch(/Keys that come with a bundle prove nothing/);
  });

  it('ends with 1 and one line for a folder that is not there', () => {
    const { status, stderr } = verify(join(folder, 'none'), '--policy', policy);
    expect(status).toBe(1);
    expect(stderr).toMatch(/There is no .*none\./);
  });
});
