import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { derChildren, readDer } from '../../../lib/timestamp/read-der.ts';
import { writeDer, writeInteger, writeObjectId } from '../../../lib/timestamp/write-der.ts';
import {
  algorithm,
  attribute,
  authorityCertificate,
  type Craft,
  contentTypeAttribute,
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
  sha256,
  signerAttribute,
  statement,
} from '../../support/craft-timestamp.ts';
import { certified, stating, verify } from './verify-craft.ts';

const timeStamping = '1.3.6.1.5.5.7.3.8';

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
});
