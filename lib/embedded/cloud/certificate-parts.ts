import { webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** What the certificates of the embedded cloud are put together from (RFC 5280). */
export function extension(extnID: string, critical: boolean, extnValue: ArrayBuffer): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue });
}

/** DER demands that the bits behind the last one that is set are left out (`unusedBits`). */
export function keyUsage(bits: number, unusedBits: number): ArrayBuffer {
  return new asn1js.BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits }).toBER();
}

export function commonName(value: string): pkijs.AttributeTypeAndValue {
  return new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value }) });
}

export function serialNumber(): asn1js.Integer {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01; // positive and never zero
  return new asn1js.Integer({ valueHex: bytes.buffer });
}

/** RFC 7468. */
export function pemOf(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
