import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../lib/timestamp/certificate.ts';
import { derChildren, readDer } from '../../../lib/timestamp/read-der.ts';
import { type TimestampQuestion, verifyTimestamp } from '../../../lib/timestamp/verify-timestamp.ts';
import { writeDer, writeInteger, writeObjectId } from '../../../lib/timestamp/write-der.ts';
import {
  algorithm,
  attribute,
  authorityCertificate,
  authorityName,
  basicConstraints,
  type Craft,
  contentTypeAttribute,
  craftCertificate,
  craftName,
  craftResponse,
  data,
  digestAttribute,
  extension,
  goodAttributes,
  keyPurposes,
  keyUsage,
  nonce,
  rootKeys,
  rootName,
  roots,
  type StatementCraft,
  sha256,
  signerAttribute,
  statement,
} from '../../support/craft-timestamp.ts';

const timeStamping = '1.3.6.1.5.5.7.3.8';
const question = { stamped: { data }, nonce, roots, policies: ['2.999.1'], now: null } as const;

function verify(token: Uint8Array, changes: Partial<TimestampQuestion> = {}) {
  return verifyTimestamp({ ...question, token, ...changes });
}

function stating(changes: Partial<StatementCraft>): Uint8Array {
  return craftResponse({ statement: { ...statement, ...changes } });
}

function certified(parts: Parameters<typeof craftCertificate>[0]): Uint8Array {
  return craftResponse({ certificate: craftCertificate(parts) });
}

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

const refusals: readonly (readonly [what: string, token: () => Uint8Array, message: string])[] = [
  [
    'a rejection, with its reason',
    () =>
      writeDer(
        0x30,
        writeDer(
          0x30,
          writeInteger(2n),
          writeDer(0x30, writeDer(0x0c, Buffer.from('Come\u0007 back'))),
          writeDer(0x03, new Uint8Array([0, 0, 1])),
        ),
      ),
    'status 2 (rejection): unacceptedPolicy, Come\ufffd back.',
  ],
  ['waiting', () => craftResponse({ status: writeDer(0x30, writeInteger(3n)) }), 'status 3 (waiting)'],
  [
    'an unknown status',
    () => craftResponse({ status: writeDer(0x30, writeInteger(9n)) }),
    'status 9 (unknown)',
  ],
  [
    'a grant that names a failure',
    () =>
      craftResponse({ status: writeDer(0x30, writeInteger(0n), writeDer(0x03, new Uint8Array([5, 0x20]))) }),
    'status 0 (granted): badRequest',
  ],
  ['a grant without a token', () => writeDer(0x30, writeDer(0x30, writeInteger(0n))), 'lacks a token'],
  ['other bytes', () => stating({ digest: sha256(Buffer.from('other')) }), 'over other bytes than these'],
  ['a shorter digest', () => stating({ digest: sha256(data).subarray(1) }), 'over other bytes than these'],
  ['another hash', () => stating({ imprintHash: '2.16.840.1.101.3.4.2.3' }), 'over SHA-512, not SHA-256'],
  ['a weak hash', () => stating({ imprintHash: '1.3.14.3.2.26' }), 'uses the hash 1.3.14.3.2.26'],
  ['no nonce', () => stating({ more: [] }), 'does not repeat the nonce'],
  ['another nonce', () => stating({ more: [writeInteger(nonce + 1n)] }), 'repeats another nonce'],
  ['another policy', () => stating({ policy: '2.999.2' }), 'under the policy 2.999.2'],
  ['another version of the statement', () => stating({ version: 2n }), 'a version other than 1'],
  [
    'an accuracy of days',
    () => stating({ more: [writeDer(0x30, writeInteger(90_000n))] }),
    'more than a day',
  ],
  [
    'a critical extension of the statement',
    () =>
      stating({ more: [...statement.more, writeDer(0xa1, extension('2.999.9', true, new Uint8Array()))] }),
    'critical extension 2.999.9',
  ],
  [
    'the name of another authority',
    () => stating({ more: [...statement.more, writeDer(0xa0, writeDer(0xa4, craftName('Other')))] }),
    'names another authority',
  ],
  [
    'a token that is not signed data',
    () => craftResponse({ tokenType: '1.2.840.113549.1.7.1' }),
    'not signed data',
  ],
  [
    'another content',
    () => craftResponse({ contentType: '1.2.840.113549.1.7.1' }),
    'content of the type 1.2.840.113549.1.7.1',
  ],
  ['no signature', () => craftResponse({ signatures: 0 }), '0 signatures instead of exactly one'],
  ['two signatures', () => craftResponse({ signatures: 2 }), '2 signatures instead of exactly one'],
  ['no certificate', () => craftResponse({ certificates: [] }), "does not hold its signer's certificate"],
  [
    'a signer not in it',
    () => craftResponse({ serialOfSigner: 6n }),
    "does not hold its signer's certificate",
  ],
  ['a hash not listed', () => craftResponse({ hashes: [] }), 'does not list the hash'],
  [
    'a signature over two hashes',
    () => craftResponse({ signerAlgorithm: algorithm('1.2.840.10045.4.3.3') }),
    'names two different hashes',
  ],
  [
    'an unknown signature',
    () => craftResponse({ signerAlgorithm: algorithm('1.2.840.113549.1.1.10') }),
    'signed with 1.2.840.113549.1.1.10',
  ],
  [
    'an RSA signature under an EC key',
    () => craftResponse({ signerAlgorithm: algorithm('1.2.840.113549.1.1.11') }),
    'needs an RSA key',
  ],
  [
    'a signature by another key',
    () => craftResponse({ key: rootKeys.privateKey }),
    'signature of the time stamp is wrong',
  ],
  ...attributeRefusals(),
  ...certificateRefusals(),
];

function attributeRefusals(): typeof refusals {
  const withAttributes = (attributes: Craft['attributes']) => () => craftResponse({ attributes });
  return [
    [
      'no content type',
      withAttributes((...all) => goodAttributes(...all).slice(1)),
      'attribute content type',
    ],
    [
      'another content type',
      withAttributes((...all) => [
        contentTypeAttribute('1.2.840.113549.1.7.1'),
        ...goodAttributes(...all).slice(1),
      ]),
      'signed content type is not',
    ],
    [
      'no message digest',
      withAttributes((...all) => goodAttributes(...all).filter((_, index) => index !== 1)),
      'attribute message digest',
    ],
    [
      'the message digest of another statement',
      withAttributes((info, certificate) => {
        const [type, , signer] = goodAttributes(info, certificate);
        return [type, digestAttribute(certificate), signer].filter((one) => one !== undefined);
      }),
      'signed message digest is not',
    ],
    ['no ESSCertIDv2', withAttributes((...all) => goodAttributes(...all).slice(0, 2)), 'ESSCertIDv2'],
    [
      'the ESSCertIDv2 of another certificate',
      withAttributes((info, certificate) => [
        ...goodAttributes(info, certificate).slice(0, 2),
        signerAttribute(info),
      ]),
      'names another certificate',
    ],
    [
      'an ESSCertIDv2 with another serial number',
      withAttributes((info, certificate) => {
        const issuer = writeDer(0x30, writeDer(0xa4, rootName));
        const serial = writeDer(0x30, issuer, writeInteger(6n));
        return [...goodAttributes(info, certificate).slice(0, 2), signerAttribute(certificate, serial)];
      }),
      'names another certificate',
    ],
    [
      'an attribute that stands twice',
      withAttributes((info, certificate) => [...goodAttributes(info, certificate), digestAttribute(info)]),
      '1.2.840.113549.1.9.4 must stand once',
    ],
    [
      'an attribute with two values',
      withAttributes((info, certificate) => [
        ...goodAttributes(info, certificate),
        attribute('2.999.7', writeObjectId('2.999.1'), writeObjectId('2.999.2')),
      ]),
      '2.999.7 must stand once',
    ],
  ];
}

function certificateRefusals(): typeof refusals {
  const purposes = (critical: boolean, ...names: readonly string[]) =>
    certified({ extensions: [keyUsage(0x80), keyPurposes(critical, ...names)] });
  return [
    ['no purpose', () => certified({ extensions: [] }), 'is not for time stamps alone'],
    ['another purpose', () => purposes(true, '1.3.6.1.5.5.7.3.3'), 'is not for time stamps alone'],
    [
      'a second purpose',
      () => purposes(true, timeStamping, '1.3.6.1.5.5.7.3.3'),
      'is not for time stamps alone',
    ],
    [
      'a purpose not marked critical',
      () => purposes(false, timeStamping),
      'does not mark its purpose as critical',
    ],
    [
      'a key that may only encrypt',
      () => certified({ extensions: [keyUsage(0x20), keyPurposes(true, timeStamping)] }),
      'may not sign',
    ],
    [
      'a critical extension of the certificate',
      () =>
        certified({
          extensions: [keyPurposes(true, timeStamping), extension('2.999.8', true, writeDer(0x30))],
        }),
      'critical extension 2.999.8',
    ],
    [
      'an extension that stands twice',
      () => certified({ extensions: [keyUsage(0x80), keyUsage(0x80)] }),
      'the extension 2.5.29.15 twice',
    ],
    ['an expired certificate', () => certified({ until: '260531000000Z' }), 'was not valid at'],
    ['a certificate of the future', () => certified({ from: '260602000000Z' }), 'was not valid at'],
    [
      'a certificate signed over SHA-1',
      () => certified({ algorithm: algorithm('1.2.840.10045.4.1') }),
      'The certificate of CN=Test authority is signed with 1.2.840.10045.4.1',
    ],
    [
      'a certificate that does not say its hash',
      () => certified({ algorithm: algorithm('1.2.840.113549.1.1.1') }),
      'does not say which hash it is signed over',
    ],
    [
      'a certificate that names two algorithms',
      () => {
        const [contents, , signature] = derChildren(readDer(authorityCertificate, 'it'), 0x30, 'it');
        if (contents === undefined || signature === undefined)
          throw new Error('The certificate lacks parts.');
        const other = algorithm('1.2.840.10045.4.3.3');
        return craftResponse({ certificate: writeDer(0x30, contents.bytes, other, signature.bytes) });
      },
      'names two different signature algorithms',
    ],
    [
      'a certificate that another root signed',
      () => certified({ issuerKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
      'is not signed by its issuer',
    ],
  ];
}

describe('a time stamp is refused', () => {
  it.each(refusals)('for %s', async (_what, token, message) => {
    await expect(verify(token())).rejects.toMatchObject({
      name: 'LedgerError',
      message: expect.stringContaining(message),
    });
  });

  it('for more than 64 KiB, before anything is read', async () => {
    await expect(verify(new Uint8Array(64 * 1024 + 1))).rejects.toThrow('65537 bytes, more than 65536');
  });

  it('for a ring of certificates that sign each other, after a limited search', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ring = craftName('Ring');
    const link = { subject: ring, issuer: ring, publicKey: keys.publicKey, issuerKey: keys.privateKey };
    const links = Array.from({ length: 12 }, (_, index) =>
      craftCertificate({ ...link, serial: 20n + BigInt(index), extensions: [basicConstraints(true)] }),
    );
    const certificate = craftCertificate({ issuer: ring, issuerKey: keys.privateKey });
    const certificates = [certificate, ...links];
    const token = craftResponse({ certificate, certificates, issuerOfSigner: ring });
    await expect(verify(token)).rejects.toThrow('too many certificates to look through');
  });

  it('when no root is configured', async () => {
    await expect(verify(craftResponse(), { roots: [] })).rejects.toThrow('does not lead to a root');
  });

  it('for an authority below a certificate that may not issue, or not for this, or not so deep', async () => {
    const below = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issued = (extensions: readonly Uint8Array[]) => {
      const between = craftCertificate({
        serial: 9n,
        subject: craftName('Between'),
        publicKey: below.publicKey,
        extensions,
      });
      const certificate = craftCertificate({ issuer: craftName('Between'), issuerKey: below.privateKey });
      const certificates = [certificate, between];
      return craftResponse({ certificate, certificates, issuerOfSigner: craftName('Between') });
    };
    await expect(verify(issued([]))).rejects.toThrow('does not say that it may issue certificates');
    await expect(verify(issued([basicConstraints(false)]))).rejects.toThrow('may not issue certificates');
    await expect(verify(issued([basicConstraints(true), keyUsage(0x80)]))).rejects.toThrow(
      'may not sign certificates',
    );
    await expect(
      verify(issued([basicConstraints(true), keyPurposes(false, '1.3.6.1.5.5.7.3.1')])),
    ).rejects.toThrow('may not be used for time stamps');
    const shallow = [
      readCertificate(
        craftCertificate({
          subject: rootName,
          publicKey: rootKeys.publicKey,
          extensions: [basicConstraints(true, 0n)],
        }),
      ),
    ];
    await expect(verify(issued([basicConstraints(true)]), { roots: shallow })).rejects.toThrow(
      'so long a chain',
    );
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

/** Null for a refusal; anything else is a fault of the code and thrown on. */
function refusal(error: unknown): null {
  if (error instanceof Error && error.name === 'LedgerError') return null;
  throw error;
}
