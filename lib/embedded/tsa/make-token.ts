import { createHash, type webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const tstInfoType = '1.2.840.113549.1.9.16.1.4';

/** What the authority states, and the certificate and key it states it with. */
export interface Statement {
  readonly policy: string;
  readonly imprint: pkijs.MessageImprint;
  readonly serial: number;
  readonly genTime: Date;
  readonly accuracy: { readonly seconds: number; readonly millis?: number };
  readonly nonce: asn1js.Integer | undefined;
  readonly certificate: pkijs.Certificate;
  readonly key: webcrypto.CryptoKey;
  /** Whether the certificate is put into the token (certReq). */
  readonly withCertificate: boolean;
}

/** A time-stamp token: a CMS ContentInfo. Source: RFC 3161 §2.4.2, RFC 5816. */
export async function makeToken(statement: Statement): Promise<pkijs.ContentInfo> {
  const info = tstInfo(statement).toSchema().toBER();
  const { certificate } = statement;
  const signed = new pkijs.SignedData({
    version: 3,
    encapContentInfo: content(info),
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({
          issuer: certificate.issuer,
          serialNumber: certificate.serialNumber,
        }),
        signedAttrs: new pkijs.SignedAndUnsignedAttributes({
          type: 0,
          attributes: attributes(statement, info),
        }),
      }),
    ],
    ...(statement.withCertificate ? { certificates: [certificate] } : {}),
  });
  await signed.sign(statement.key as unknown as CryptoKey, 0, 'SHA-256');
  return new pkijs.ContentInfo({
    contentType: pkijs.ContentInfo.SIGNED_DATA,
    content: signed.toSchema(true),
  });
}

/** Set afterwards, because the constructor would cut the statement into pieces, which DER does not allow. */
function content(info: ArrayBuffer): pkijs.EncapsulatedContentInfo {
  const made = new pkijs.EncapsulatedContentInfo({ eContentType: tstInfoType });
  made.eContent = new asn1js.OctetString({ valueHex: info });
  return made;
}

function tstInfo(statement: Statement): pkijs.TSTInfo {
  return new pkijs.TSTInfo({
    version: 1,
    policy: statement.policy,
    messageImprint: statement.imprint,
    serialNumber: new asn1js.Integer({ value: statement.serial }),
    genTime: statement.genTime,
    accuracy: new pkijs.Accuracy(statement.accuracy),
    ...(statement.nonce === undefined ? {} : { nonce: statement.nonce }),
  });
}

/** In the order DER wants of a set, because signer and reader must see the same bytes: by encoding, shortest first. */
function attributes(statement: Statement, info: ArrayBuffer): pkijs.Attribute[] {
  const made = [
    attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: tstInfoType })), // contentType
    attribute('1.2.840.113549.1.9.5', new asn1js.UTCTime({ valueDate: statement.genTime })), // signingTime
    attribute('1.2.840.113549.1.9.4', octets(sha256(info))), // messageDigest
    attribute('1.2.840.113549.1.9.16.2.47', signingCertificate(statement.certificate)), // signingCertificateV2
  ];
  const encoded = (one: pkijs.Attribute) => Buffer.from(one.toSchema().toBER());
  return made.sort((one, other) => Buffer.compare(encoded(one), encoded(other)));
}

/** ESSCertIDv2 with SHA-256, which is its default and so not written. Source: RFC 5035 §4. */
function signingCertificate(certificate: pkijs.Certificate): asn1js.Sequence {
  const id = new asn1js.Sequence({ value: [octets(sha256(certificate.toSchema().toBER()))] });
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [id] })] });
}

function attribute(type: string, value: asn1js.BaseBlock): pkijs.Attribute {
  return new pkijs.Attribute({ type, values: [value] });
}

function octets(bytes: Buffer): asn1js.OctetString {
  return new asn1js.OctetString({ valueHex: new Uint8Array(bytes).buffer });
}

function sha256(bytes: ArrayBuffer): Buffer {
  return createHash('sha256').update(new Uint8Array(bytes)).digest();
}
