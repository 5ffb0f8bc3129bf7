import { join } from 'node:path';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type AuthorityKind, authorityCertificates } from './authority-certificates.ts';
import { makeToken, type Statement } from './make-token.ts';
import { serialNumbers } from './serial-numbers.ts';

/** Answers in a way that a careful client must refuse. */
export type Lie =
  | 'wrong-nonce'
  | 'no-nonce'
  | 'wrong-imprint'
  | 'refusal'
  | 'expired-certificate'
  | 'wrong-purpose';

export interface TimeStampAuthority {
  readonly policy: string;
  /** The answer to a TimeStampReq, both in DER. */
  answer(query: Uint8Array, lie: Lie | null): Promise<Uint8Array>;
}

/** Hashes it takes an imprint of, with the bytes of a digest. */
const digestBytes: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
};
/** Under 2.999, the arc that is kept for examples. */
const policies = { ec: '2.999.3161.1', rsa: '2.999.3161.2' } as const;
const accuracies = { ec: { seconds: 1 }, rsa: { seconds: 1, millis: 500 } } as const;
const failure = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  unacceptedPolicy: 15,
  systemFailure: 25,
} as const;

/** An authority with a key and serial numbers of its own, kept in `folder`, and a root of its own in `rootFile`. */
export async function timeStampAuthority(
  folder: string,
  rootFile: string,
  kind: AuthorityKind,
  now: () => Date,
): Promise<TimeStampAuthority> {
  const { key, certificates } = await authorityCertificates(folder, rootFile, kind, now());
  const serials = serialNumbers(join(folder, 'serial'));
  const policy = policies[kind];
  return {
    policy,
    async answer(query, lie) {
      const request = readRequest(query);
      const refusal = lie === 'refusal' ? failure.systemFailure : refusalOf(request, policy);
      if (request === null || refusal !== null) return refused(refusal ?? failure.badDataFormat);
      const truth: Statement = {
        policy,
        imprint: request.messageImprint,
        serial: serials.next(),
        genTime: new Date(Math.floor(now().getTime() / 1000) * 1000),
        accuracy: accuracies[kind],
        nonce: request.nonce,
        certificate: certificates.good,
        key,
        withCertificate: request.certReq === true,
      };
      return granted(await makeToken({ ...truth, ...untruth(lie, truth, certificates) }));
    },
  };
}

function readRequest(query: Uint8Array): pkijs.TimeStampReq | null {
  try {
    return pkijs.TimeStampReq.fromBER(new Uint8Array(query).buffer);
  } catch {
    return null; // answered with badDataFormat
  }
}

/** The failure bit to refuse with, or null. Source: RFC 3161 §2.4.2, PKIFailureInfo. */
function refusalOf(request: pkijs.TimeStampReq | null, policy: string): number | null {
  if (request === null) return failure.badDataFormat;
  if (request.version !== 1) return failure.badRequest;
  const bytes = digestBytes[request.messageImprint.hashAlgorithm.algorithmId];
  if (bytes === undefined) return failure.badAlg;
  if (request.messageImprint.hashedMessage.valueBlock.valueHexView.length !== bytes)
    return failure.badDataFormat;
  return request.reqPolicy === undefined || request.reqPolicy === policy ? null : failure.unacceptedPolicy;
}

function untruth(
  lie: Lie | null,
  truth: Statement,
  certificates: Readonly<Record<'expired' | 'wrong-purpose', pkijs.Certificate>>,
): Partial<Statement> {
  switch (lie) {
    case null:
    case 'refusal':
      return {};
    case 'no-nonce':
      return { nonce: undefined };
    case 'wrong-nonce':
      return { nonce: new asn1js.Integer({ value: 4711 }) };
    case 'wrong-imprint':
      return { imprint: otherImprint(truth.imprint) };
    case 'expired-certificate':
      return { certificate: certificates.expired };
    case 'wrong-purpose':
      return { certificate: certificates['wrong-purpose'] };
  }
}

function otherImprint(imprint: pkijs.MessageImprint): pkijs.MessageImprint {
  const digest = Uint8Array.from(imprint.hashedMessage.valueBlock.valueHexView, (byte) => byte ^ 0xff);
  return new pkijs.MessageImprint({
    hashAlgorithm: imprint.hashAlgorithm,
    hashedMessage: new asn1js.OctetString({ valueHex: digest.buffer }),
  });
}

function granted(token: pkijs.ContentInfo): Uint8Array {
  const status = new pkijs.PKIStatusInfo({ status: pkijs.PKIStatus.granted });
  return answered(new pkijs.TimeStampResp({ status, timeStampToken: token }));
}

function refused(bit: number): Uint8Array {
  const bytes = new Uint8Array((bit >> 3) + 1);
  bytes[bit >> 3] = 0x80 >> (bit & 7);
  const failInfo = new asn1js.BitString({ valueHex: bytes.buffer, unusedBits: 7 - (bit & 7) });
  const status = new pkijs.PKIStatusInfo({ status: pkijs.PKIStatus.rejection, failInfo });
  return answered(new pkijs.TimeStampResp({ status }));
}

function answered(response: pkijs.TimeStampResp): Uint8Array {
  return new Uint8Array(response.toSchema().toBER());
}
