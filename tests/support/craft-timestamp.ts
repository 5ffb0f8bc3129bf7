import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Certificate, readCertificate } from '../../lib/timestamp/certificate.ts';
import { writeDer, writeInteger, writeObjectId } from '../../lib/timestamp/write-der.ts';

/**
 * Time stamps and certificates written by hand, so that each can be wrong in exactly one way and still be validly
 * signed. All dates are seconds of the year 2026 or the given ones; everything is EC P-256.
 */
export interface Craft {
  readonly status: Uint8Array;
  readonly tokenType: string;
  readonly contentType: string;
  readonly statement: StatementCraft;
  readonly attributes: (statement: Uint8Array, certificate: Uint8Array) => readonly Uint8Array[];
  readonly hashes: readonly Uint8Array[];
  readonly signerHash: Uint8Array;
  readonly signerAlgorithm: Uint8Array;
  readonly signatures: number;
  readonly certificate: Uint8Array;
  readonly certificates: readonly Uint8Array[] | null;
  readonly serialOfSigner: bigint;
  readonly issuerOfSigner: Uint8Array;
  readonly key: KeyObject;
}

export interface StatementCraft {
  readonly version: bigint;
  readonly policy: string;
  readonly imprintHash: string;
  readonly digest: Uint8Array;
  readonly serial: bigint;
  readonly genTime: string;
  readonly more: readonly Uint8Array[]; // accuracy, ordering, nonce, tsa, extensions, in this order
}

const ecdsaWithSha256 = algorithm('1.2.840.10045.4.3.2');
export const sha256Algorithm = algorithm('2.16.840.1.101.3.4.2.1');
export const rootKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const rootName = craftName('Test root');
export const authorityName = craftName('Test authority');
export const nonce = 0x0123456789abcdefn;
export const data = Buffer.from('example.org/log\n7\n', 'utf8');

const rootCertificate = craftCertificate({
  serial: 1n,
  subject: rootName,
  publicKey: rootKeys.publicKey,
  extensions: [basicConstraints(true), keyUsage(0x06)],
});
export const authorityCertificate = craftCertificate({});
export const roots: readonly Certificate[] = [readCertificate(rootCertificate)];
export const rootPem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(rootCertificate).toString('base64')}\n-----END CERTIFICATE-----\n`;

export function craftCertificate(parts: {
  readonly serial?: bigint;
  readonly subject?: Uint8Array;
  readonly issuer?: Uint8Array;
  readonly publicKey?: KeyObject;
  readonly issuerKey?: KeyObject;
  readonly from?: string; // UTCTime
  readonly until?: string;
  readonly extensions?: readonly Uint8Array[];
  readonly algorithm?: Uint8Array; // what it says it is signed with; it is ECDSA with SHA-256
}): Uint8Array {
  const spki = (parts.publicKey ?? authorityKeys.publicKey).export({ type: 'spki', format: 'der' });
  const extensions = parts.extensions ?? [keyUsage(0x80), keyPurposes(true, '1.3.6.1.5.5.7.3.8')];
  const said = parts.algorithm ?? ecdsaWithSha256;
  const contents = writeDer(
    0x30,
    writeDer(0xa0, writeInteger(2n)),
    writeInteger(parts.serial ?? 5n),
    said,
    parts.issuer ?? rootName,
    writeDer(0x30, utcTime(parts.from ?? '260101000000Z'), utcTime(parts.until ?? '270101000000Z')),
    parts.subject ?? authorityName,
    spki,
    ...(extensions.length === 0 ? [] : [writeDer(0xa3, writeDer(0x30, ...extensions))]),
  );
  const signature = sign('sha256', contents, parts.issuerKey ?? rootKeys.privateKey);
  return writeDer(0x30, contents, said, writeDer(0x03, new Uint8Array([0]), signature));
}

export function craftName(commonName: string): Uint8Array {
  const value = writeDer(0x0c, Buffer.from(commonName, 'utf8'));
  return writeDer(0x30, writeDer(0x31, writeDer(0x30, writeObjectId('2.5.4.3'), value)));
}

export function extension(name: string, critical: boolean, value: Uint8Array): Uint8Array {
  const mark = critical ? [writeDer(0x01, new Uint8Array([0xff]))] : [];
  return writeDer(0x30, writeObjectId(name), ...mark, writeDer(0x04, value));
}

export function keyPurposes(critical: boolean, ...purposes: readonly string[]): Uint8Array {
  return extension('2.5.29.37', critical, writeDer(0x30, ...purposes.map(writeObjectId)));
}

export function keyUsage(bits: number): Uint8Array {
  const unused = 31 - Math.clz32(bits & -bits);
  return extension('2.5.29.15', true, writeDer(0x03, new Uint8Array([unused, bits])));
}

export function basicConstraints(authority: boolean, pathLength?: bigint): Uint8Array {
  const parts = authority ? [writeDer(0x01, new Uint8Array([0xff]))] : [];
  const limit = pathLength === undefined ? [] : [writeInteger(pathLength)];
  return extension('2.5.29.19', true, writeDer(0x30, ...parts, ...limit));
}

export function algorithm(name: string, ...parameters: readonly Uint8Array[]): Uint8Array {
  return writeDer(0x30, writeObjectId(name), ...parameters);
}

export const statement: StatementCraft = {
  version: 1n,
  policy: '2.999.1',
  imprintHash: '2.16.840.1.101.3.4.2.1',
  digest: sha256(data),
  serial: 0xc0ffeen,
  genTime: '20260601120000.25Z',
  more: [writeDer(0x30, writeInteger(2n), writeDer(0x80, new Uint8Array([1, 0xf4]))), writeInteger(nonce)],
};

const good: Craft = {
  status: writeDer(0x30, writeInteger(0n)),
  tokenType: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.16.1.4',
  statement,
  attributes: goodAttributes,
  hashes: [sha256Algorithm],
  signerHash: sha256Algorithm,
  signerAlgorithm: ecdsaWithSha256,
  signatures: 1,
  certificate: authorityCertificate,
  certificates: null,
  serialOfSigner: 5n,
  issuerOfSigner: rootName,
  key: authorityKeys.privateKey,
};

/** A whole time-stamp answer in DER; what is not named is right. */
export function craftResponse(changes: Partial<Craft> = {}): Uint8Array {
  const craft = { ...good, ...changes };
  const info = craftStatement(craft.statement);
  const attributes = craft.attributes(info, craft.certificate);
  const signerInfo = writeDer(
    0x30,
    writeInteger(1n),
    writeDer(0x30, craft.issuerOfSigner, writeInteger(craft.serialOfSigner)),
    craft.signerHash,
    writeDer(0xa0, ...attributes),
    craft.signerAlgorithm,
    writeDer(0x04, sign('sha256', writeDer(0x31, ...attributes), craft.key)),
  );
  const signedData = writeDer(
    0x30,
    writeInteger(3n),
    writeDer(0x31, ...craft.hashes),
    writeDer(0x30, writeObjectId(craft.contentType), writeDer(0xa0, writeDer(0x04, info))),
    writeDer(0xa0, ...(craft.certificates ?? [craft.certificate])),
    writeDer(0x31, ...Array.from({ length: craft.signatures }, () => signerInfo)),
  );
  const token = writeDer(0x30, writeObjectId(craft.tokenType), writeDer(0xa0, signedData));
  return writeDer(0x30, craft.status, token);
}

export function goodAttributes(info: Uint8Array, certificate: Uint8Array): readonly Uint8Array[] {
  return [
    contentTypeAttribute('1.2.840.113549.1.9.16.1.4'),
    digestAttribute(info),
    signerAttribute(certificate),
  ];
}

export function contentTypeAttribute(type: string): Uint8Array {
  return attribute('1.2.840.113549.1.9.3', writeObjectId(type));
}

export function digestAttribute(info: Uint8Array): Uint8Array {
  return attribute('1.2.840.113549.1.9.4', writeDer(0x04, sha256(info)));
}

/** ESSCertIDv2, with whatever more is put after the digest. */
export function signerAttribute(certificate: Uint8Array, ...more: readonly Uint8Array[]): Uint8Array {
  const id = writeDer(0x30, writeDer(0x04, sha256(certificate)), ...more);
  return attribute('1.2.840.113549.1.9.16.2.47', writeDer(0x30, writeDer(0x30, id)));
}

export function attribute(name: string, ...values: readonly Uint8Array[]): Uint8Array {
  return writeDer(0x30, writeObjectId(name), writeDer(0x31, ...values));
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function craftStatement(parts: StatementCraft): Uint8Array {
  return writeDer(
    0x30,
    writeInteger(parts.version),
    writeObjectId(parts.policy),
    writeDer(0x30, algorithm(parts.imprintHash), writeDer(0x04, parts.digest)),
    writeInteger(parts.serial),
    writeDer(0x18, Buffer.from(parts.genTime, 'latin1')),
    ...parts.more,
  );
}

function utcTime(text: string): Uint8Array {
  return writeDer(0x17, Buffer.from(text, 'latin1'));
}
