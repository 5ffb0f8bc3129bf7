import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureAnchorStore } from '../../lib/adapters/azure/anchor-store.ts';
import { vaultCheckpointSigners } from '../../lib/adapters/azure/checkpoint-signer.ts';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureDataKeyEraser, azureDataKeys } from '../../lib/adapters/azure/data-keys.ts';
import { derOfP1363 } from '../../lib/adapters/azure/ecdsa-der.ts';
import { vaultKeyWrapper } from '../../lib/adapters/azure/key-wrapper.ts';
import { azureLedgerKeys } from '../../lib/adapters/azure/ledger-keys.ts';
import { checkpointText } from '../../lib/ledger/checkpoint.ts';
import { openNote, signNote } from '../../lib/ledger/signed-note.ts';
import { parseVerifierKey, type VerifierKey } from '../../lib/ledger/verifier-key.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

const origin = 'log.example/1';
const signal = new AbortController().signal;
let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, 60_000);

afterAll(async () => {
  await cloud.dispose();
});

function signers(as: 'sequencer' | 'reader') {
  const { vault, clientIds } = cloud.endpoints;
  return vaultCheckpointSigners({
    credential: managedIdentity(clientIds[as]),
    origin,
    secretId: vault.checkpointSecretId,
    keyId: vault.checkpointKeyId,
  });
}

function anchors(as: 'anchorer' | 'sequencer' = 'anchorer') {
  const { anchorsContainerUrl: containerUrl, clientIds } = cloud.endpoints;
  return azureAnchorStore({ credential: managedIdentity(clientIds[as]), containerUrl, prefix: 'log-1' });
}

function dataKeys(as: 'sequencer' | 'anchorer' = 'sequencer') {
  const { dataKeysContainerUrl: containerUrl, vault, clientIds } = cloud.endpoints;
  const credential = managedIdentity(clientIds[as]);
  return azureDataKeys({
    credential,
    containerUrl,
    wrapper: vaultKeyWrapper({ credential, keyId: vault.dataKeysKeyId }),
  });
}

function eraser(as: 'eraser' | 'sequencer' = 'eraser') {
  const { dataKeysContainerUrl: containerUrl, clientIds } = cloud.endpoints;
  return azureDataKeyEraser({ credential: managedIdentity(clientIds[as]), containerUrl });
}

function keyVault(as: 'rotator' | 'sequencer' = 'rotator') {
  const { vault, clientIds } = cloud.endpoints;
  return azureLedgerKeys({
    credential: managedIdentity(clientIds[as]),
    secretId: vault.checkpointSecretId,
    keyId: vault.checkpointKeyId,
  });
}

describe('the keys of the ledger', () => {
  it('are renewed once, however often it is said, and the sequencer signs with those that are demanded', async () => {
    const known = (await signers('sequencer')).map(({ verifierKey }) => parseVerifierKey(verifierKey));
    const renewed = await keyVault().renew(origin, known);
    expect(renewed.map(({ algorithm }) => algorithm)).toEqual(['ed25519', 'ecdsa-p256']);
    expect(await keyVault().renew(origin, known)).toEqual(renewed);
    const { vault, clientIds } = cloud.endpoints;
    const demanding = (demanded: readonly VerifierKey[]) =>
      vaultCheckpointSigners({
        credential: managedIdentity(clientIds.sequencer),
        origin,
        secretId: vault.checkpointSecretId,
        keyId: vault.checkpointKeyId,
        demanded,
      });
    const text = checkpointText(origin, 9n, new Uint8Array(32));
    for (const demanded of [known, renewed]) {
      const both = await demanding(demanded);
      const note = signNote(text, await Promise.all(both.map((signer) => signer.sign(text))));
      expect(openNote(note, demanded).signedBy).toEqual(demanded);
    }
    const foreign = renewed.map((key) => ({ ...key, publicKey: key.publicKey.toReversed() }));
    await expect(demanding(foreign)).rejects.toThrow('is a key that the trust policy names');
  });

  it('are not renewed by the identity that signs with them', async () => {
    const known = await keyVault().renew(origin, []);
    await expect(keyVault('sequencer').renew(origin, known)).rejects.toMatchObject({ code: 'cloud-refused' });
  });

  it('are not read by the identity that renews them', async () => {
    const { vault, clientIds } = cloud.endpoints;
    const read = vaultCheckpointSigners({
      credential: managedIdentity(clientIds.rotator),
      origin,
      secretId: vault.checkpointSecretId,
      keyId: vault.checkpointKeyId,
    });
    await expect(read).rejects.toMatchObject({ code: 'cloud-refused' });
  });
});

describe('the vault’s signers', () => {
  const text = checkpointText(origin, 7n, new Uint8Array(32));

  it('sign one note twice, and both signatures are right', async () => {
    const both = await signers('sequencer');
    const note = signNote(text, await Promise.all(both.map((signer) => signer.sign(text))));
    const keys = both.map((signer) => parseVerifierKey(signer.verifierKey));
    expect(openNote(note, keys).signedBy.map((key) => key.algorithm)).toEqual(['ed25519', 'ecdsa-p256']);
  });

  it('satisfy OpenSSL', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-openssl-'));
    const at = (name: string) => join(folder, name);
    writeFileSync(at('text.txt'), text);
    for (const signer of await signers('sequencer')) {
      const key = parseVerifierKey(signer.verifierKey);
      const isEd = key.algorithm === 'ed25519';
      const spki = isEd
        ? Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.publicKey])
        : key.publicKey;
      writeFileSync(at('key.der'), spki);
      const line = await signer.sign(text);
      writeFileSync(at('sig'), Buffer.from(line.split(' ')[2] ?? '', 'base64').subarray(4));
      const openssl = (...words: string[]) =>
        execFileSync('openssl', words, { cwd: folder, encoding: 'utf8' });
      if (!isEd) openssl('pkey', '-pubin', '-inform', 'DER', '-in', 'key.der', '-out', 'key.pem');
      const answer = isEd
        ? openssl(
            'pkeyutl',
            '-verify',
            '-pubin',
            '-inkey',
            'key.der',
            '-keyform',
            'DER',
            '-rawin',
            '-in',
            'text.txt',
            '-sigfile',
            'sig',
          )
        : openssl('dgst', '-sha256', '-verify', 'key.pem', '-signature', 'sig', 'text.txt');
      expect(answer).toMatch(/Signature Verified Successfully|Verified OK/);
    }
    rmSync(folder, { recursive: true });
  });

  it('are nobody’s but the sequencer’s', async () => {
    await expect(signers('reader')).rejects.toMatchObject({ code: 'cloud-refused' });
  });
});

describe('a P-256 signature', () => {
  it.each([
    [`${'00'.repeat(31)}01`, '7f'.repeat(32), `30250201010220${'7f'.repeat(32)}`],
    [`80${'00'.repeat(31)}`, '00'.repeat(32), `302602210080${'00'.repeat(31)}020100`],
  ])('of %s and %s is written in DER without a byte too many', (r, s, der) => {
    expect(Buffer.from(derOfP1363(Buffer.from(r + s, 'hex'))).toString('hex')).toBe(der);
  });
});

describe('the anchors', () => {
  it('take a file once, and equal bytes again', async () => {
    const store = anchors();
    await store.put('checkpoints/a', Buffer.from('one'), 'text/plain', signal);
    await store.put('checkpoints/a', Buffer.from('one'), 'text/plain', signal);
    expect(Buffer.from((await store.get('checkpoints/a', signal)) ?? []).toString()).toBe('one');
  });

  it('call other bytes under the same name a conflict, and keep the first', async () => {
    const store = anchors();
    await store.put('checkpoints/b', Buffer.from('one'), 'text/plain', signal);
    const again = store.put('checkpoints/b', Buffer.from('two'), 'text/plain', signal);
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    expect(Buffer.from((await store.get('checkpoints/b', signal)) ?? []).toString()).toBe('one');
  });

  it('are listed in order, with the time at which the store wrote them', async () => {
    const names = [];
    for await (const { path, writtenAt } of anchors().list('checkpoints/', signal)) {
      names.push(path);
      expect(writtenAt).toBeInstanceOf(Date);
    }
    expect(names).toEqual(['checkpoints/a', 'checkpoints/b']);
  });

  it('have nothing under a name that was never written', async () => {
    expect(await anchors().get('checkpoints/none', signal)).toBeNull();
  });

  it('are closed to every other identity', async () => {
    const put = anchors('sequencer').put('checkpoints/c', Buffer.from('x'), 'text/plain', signal);
    await expect(put).rejects.toMatchObject({ code: 'cloud-refused' });
  });
});

describe('a data key', () => {
  it('is made once, and found again by another process', async () => {
    const made = await dataKeys().ensure('streams/one', signal);
    expect(made).toHaveLength(32);
    expect(
      Buffer.compare(
        (await dataKeys().find('streams/one', signal)) ?? new Uint8Array(),
        made ?? new Uint8Array(),
      ),
    ).toBe(0);
  });

  it('is the same for two that make it at once', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => dataKeys().ensure('streams/race', signal)));
    expect(a).toEqual(b);
  });

  it('is unknown before it was made', async () => {
    expect(await dataKeys().find('streams/none', signal)).toBeNull();
  });

  it('never lies in plain under the cloud’s folder', async () => {
    const key = Buffer.from((await dataKeys().ensure('streams/plain', signal)) ?? []);
    const files = readdirSync(cloud.home, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const holds = files.filter(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return (
        bytes.includes(key) || bytes.includes(key.toString('base64')) || bytes.includes(key.toString('hex'))
      );
    });
    expect(files.length).toBeGreaterThan(5);
    expect(holds).toEqual([]);
  });

  it('that was destroyed is gone for every process, and no other is ever made under its name', async () => {
    const made = await dataKeys().ensure('streams/erased', signal);
    expect(made).toHaveLength(32);
    await eraser().destroy('streams/erased', signal);
    await eraser().destroy('streams/erased', signal);
    expect(await dataKeys().find('streams/erased', signal)).toBeNull();
    expect(await dataKeys().ensure('streams/erased', signal)).toBeNull();
    await eraser().destroy('streams/never', signal);
    expect(await dataKeys().ensure('streams/never', signal)).toBeNull();
  });

  it('cannot be destroyed by the identity that makes them', async () => {
    const destroy = eraser('sequencer').destroy('streams/one', signal);
    await expect(destroy).rejects.toMatchObject({ code: 'cloud-refused' });
    expect(await dataKeys().find('streams/one', signal)).not.toBeNull();
  });

  it('is refused to an identity that may not unwrap', async () => {
    await expect(dataKeys('anchorer').find('streams/one', signal)).rejects.toMatchObject({
      code: 'cloud-refused',
    });
  });
});
