import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundleVerdict, verifyBundle } from '../../lib/bundle/verify-bundle.ts';
import { folderFiles } from '../../lib/cli/folder-files.ts';
import { unpackBundle } from '../../lib/cli/unpack-bundle.ts';
import { parseTrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { beginBundle } from '../../lib/procedures/bundle/begin-bundle.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { bundleArchive } from '../../lib/web/bundle-archive.ts';
import type { BundleSource } from '../../lib/web/bundle-parts.ts';
import { type GrantUseHouse, startGrantUseHouse } from '../support/grant-use-house.ts';

const ip = '10.1.2.3';

let house: GrantUseHouse;
let folder: string;
beforeAll(async () => {
  house = await startGrantUseHouse();
  folder = mkdtempSync(join(tmpdir(), 'holdfast-bundle-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('a bundle of an item', () => {
  it('holds for a stranger, by our verifier and by sha256sum', async () => {
    const at = await exported('analyst', 'item', 'plain');
    const verdict = await verified(at);
    expect(verdict.findings).toEqual([]);
    expect(verdict.bag).toBe(sha256sum(at, 'tagmanifest-sha256.txt'));
    sh(
      at,
      'sha256sum --quiet -c tagmanifest-sha256.txt && sha256sum --quiet --ignore-missing -c manifest-sha256.txt',
    );
    expect(readFileSync(join(at, 'fetch.txt'), 'utf8')).toMatch(
      /^https?:\S+ \d+ data\/evidence\/EV-\S+\.vhd\n$/,
    );
    expect(readFileSync(join(at, 'fetch.txt'), 'utf8')).not.toMatch(/sig=/);
  });
});

async function exported(account: string, of: 'item' | 'incident', name: string): Promise<string> {
  const actor = { ...house.person(account), ip };
  const id = of === 'item' ? house.item.id : house.item.incidentId;
  const begun = await beginBundle.run(house.context, actor, { of, id });
  const at = join(folder, name);
  await unpackBundle(bundleArchive(source(), actor, begun, name), at);
  return at;
}

function source(): BundleSource {
  const settings = { HOLDFAST_LOCKER_BLOB_ENDPOINT: house.cloud.endpoints.lockerBlobEndpoint };
  return {
    ...{ db: house.database.db, context: house.context, logger: createLogger('test') },
    settings: settings as BundleSource['settings'],
    trustPolicy: async () => policyText(),
    verifierKeys: async () => house.logKeys,
  };
}

function policyText(): string {
  return `${house.logKeys.map((key) => `log ${key}\n`).join('')}quorum none\n`;
}

async function verified(at: string): Promise<BundleVerdict> {
  return await verifyBundle(await folderFiles(at), {
    policy: parseTrustPolicy(policyText()),
    stampRoots: new Map(),
  });
}

function sh(cwd: string, command: string): string {
  return execFileSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
}

function sha256sum(cwd: string, file: string): string {
  return sh(cwd, `sha256sum ${file}`).slice(0, 64);
}
