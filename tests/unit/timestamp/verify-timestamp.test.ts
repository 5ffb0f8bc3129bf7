import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../lib/timestamp/certificate.ts';
import { derChildren, readDer } from '../../../lib/timestamp/read-der.ts';
import { writeDer, writeInteger } from '../../../lib/timestamp/write-der.ts';
import {
  algorithm,
  authorityCertificate,
  authorityName,
  basicConstraints,
  craftCertificate,
  craftName,
  craftResponse,
  data,
  keyUsage,
  nonce,
  rootKeys,
  rootName,
  roots,
  sha256,
  statement,
} from '../../support/craft-timestamp.ts';
import { refusal, stating, verify } from './verify-craft.ts';

describe('a time stamp that holds', () => {
  it('says when, how exactly, under which policy and by whom', async () => {
    expect(await verify(craftResponse())).toEqual({
      genTime: new Date('2026-06-01T12:00:00.250Z'),
      accuracyMs: 2500,
      policy: '2.999.1',
      serial: 'c0ffee',
      ordering: false,
      authority: {
        name: 'CN=Test authority',
        certificateSha256: Buffer.from(sha256(authorityCertificate)).toString('hex'),
        rootSha256: Buffer.from(sha256(roots[0]?.der ?? new Uint8Array())).toString('hex'),
        validUntil: new Date('2027-01-01T00:00:00Z'),
      },
      anomaly: null,
    });
  });

  it('is the same from the token alone, from a digest, without a nonce kept and under any policy', async () => {
    const whole = craftResponse();
    const [, token] = derChildren(readDer(whole, 'answer'), 0x30, 'answer');
    const alone = await verify(token?.bytes ?? whole, {
      stamped: { sha256: sha256(data) },
      nonce: null,
      policies: null,
    });
    expect(alone).toEqual(await verify(whole));
  });

  it('is taken when it was granted with modifications, and when its tokens are ordered', async () => {
    const modified = craftResponse({ status: writeDer(0x30, writeInteger(1n)) });
    expect((await verify(modified)).serial).toBe('c0ffee');
    const ordered = stating({ more: [writeDer(0x01, new Uint8Array([0xff])), writeInteger(nonce)] });
    expect(await verify(ordered)).toMatchObject({ ordering: true, accuracyMs: null });
  });

  it('may come from an authority below another, and name itself as its certificate does', async () => {
    const below = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const between = craftCertificate({
      serial: 9n,
      subject: craftName('Between'),
      publicKey: below.publicKey,
      extensions: [basicConstraints(true, 0n), keyUsage(0x04)],
    });
    const certificate = craftCertificate({ issuer: craftName('Between'), issuerKey: below.privateKey });
    const token = craftResponse({
      statement: { ...statement, more: [...statement.more, writeDer(0xa0, writeDer(0xa4, authorityName))] },
      certificate,
      certificates: [between, certificate],
      issuerOfSigner: craftName('Between'),
    });
    expect((await verify(token)).authority.name).toBe('CN=Test authority');
    const without = craftResponse({ certificate, issuerOfSigner: craftName('Between') });
    await expect(verify(without)).rejects.toThrow('does not lead to a root that is trusted');
  });

  it('may be made by the very certificate that is trusted', async () => {
    const pinned = [readCertificate(authorityCertificate)];
    expect((await verify(craftResponse(), { roots: pinned })).serial).toBe('c0ffee');
  });
});

describe('a root', () => {
  it('is trusted for being configured, whatever it signed itself with', async () => {
    const parts = { serial: 1n, subject: rootName, publicKey: rootKeys.publicKey };
    const old = craftCertificate({
      ...parts,
      algorithm: algorithm('1.2.840.113549.1.1.5'),
      extensions: [basicConstraints(true)],
    });
    expect((await verify(craftResponse(), { roots: [readCertificate(old)] })).serial).toBe('c0ffee');
  });

  it('is not trusted for lying in the token', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = craftCertificate({
      serial: 1n,
      subject: rootName,
      publicKey: keys.publicKey,
      issuerKey: keys.privateKey,
      extensions: [basicConstraints(true)],
    });
    const certificate = craftCertificate({ issuerKey: keys.privateKey });
    const token = craftResponse({ certificate, certificates: [certificate, own] });
    await expect(verify(token)).rejects.toThrow('is not signed by its issuer');
    await expect(verify(token, { roots: [] })).rejects.toThrow('does not lead to a root');
  });
});

describe('the time it states', () => {
  const at = (now: string) => verify(craftResponse(), { now: new Date(now) });

  it('fits a clock that is five minutes and the accuracy away, and is called an anomaly beyond', async () => {
    expect((await at('2026-06-01T12:05:02.750Z')).anomaly).toBeNull();
    expect((await at('2026-06-01T11:54:57.750Z')).anomaly).toBeNull();
    expect((await at('2026-06-01T12:05:02.751Z')).anomaly).toContain('303 s behind the clock here');
    expect((await at('2026-06-01T11:54:57.749Z')).anomaly).toContain('303 s ahead of the clock here');
  });

  it('must be a time in UTC that exists, in the one spelling of DER', async () => {
    for (const genTime of ['20260601120000.250Z', '20260601120000', '202606011200Z', '20260601120000+0200'])
      await expect(verify(stating({ genTime }))).rejects.toThrow('is not a time in UTC');
    for (const genTime of ['20260231120000Z', '20260601126000Z', '20260601120060Z'])
      await expect(verify(stating({ genTime }))).rejects.toThrow('a time that does not exist');
  });

  it('must be one at which every certificate was valid', async () => {
    const early = stating({ genTime: '20251231235959Z' });
    await expect(verify(early)).rejects.toThrow('was not valid at 2025-12-31T23:59:59.000Z');
    const late = stating({ genTime: '20270101000001Z' });
    await expect(verify(late)).rejects.toThrow('was not valid at 2027-01-01T00:00:01.000Z');
  });
});

describe('one flipped bit', () => {
  it('anywhere in an answer is refused, but the one that turns granted into granted with modifications', async () => {
    const answer = craftResponse();
    const whole = await verify(answer);
    const accepted: string[] = [];
    for (let at = 0; at < answer.length * 8; at += 1) {
      const mutant = Uint8Array.from(answer);
      mutant[at >> 3] = (mutant[at >> 3] ?? 0) ^ (1 << (at & 7));
      const facts = await verify(mutant).catch(refusal);
      if (facts === null) continue;
      expect(facts).toEqual(whole);
      accepted.push(`byte ${at >> 3}, bit ${at & 7}`);
    }
    const status = Buffer.from(answer).indexOf(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00]));
    expect(accepted).toEqual([`byte ${status + 4}, bit 0`]);
  }, 60_000);

  it('cut short or continued, an answer is refused', async () => {
    const answer = craftResponse();
    for (let length = 0; length < answer.length; length += 1)
      expect(await verify(answer.subarray(0, length)).catch(refusal)).toBeNull();
    await expect(verify(new Uint8Array([...answer, 0]))).rejects.toThrow('bytes after its end');
  });
});
