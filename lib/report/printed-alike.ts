import type { Signer } from '@libpdf/core';
import { fromBER } from 'asn1js';
import { Certificate, ContentInfo, SignedData } from 'pkijs';
import { sameBytes } from '../ledger/bytes.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { drawReport } from './draw-report.ts';
import { reportDocument } from './report-document.ts';
import type { ReportMaterial } from './report-material.ts';
import { sealReport } from './seal-report.ts';

/**
 * Whether a sealed report is, but for the signature itself, the very bytes that this version draws and seals from the
 * material: then every page follows from it, and nothing was put behind. The signature is not checked here. In: the whole
 * file. Throws LedgerError for a file without one seal of ours.
 */
export async function printedAlike(sealed: Uint8Array, material: ReportMaterial): Promise<boolean> {
  const seal = sealOf(sealed);
  const drawn = await drawReport(reportDocument(material));
  const again = await sealReport(drawn, { signer: standIn(seal.certificate), signingTime: seal.at });
  const other = sealOf(again);
  return (
    seal.to === other.to && // else every place behind it is another, and readers look for the pages themselves
    sameBytes(sealed.subarray(0, seal.from), again.subarray(0, other.from)) &&
    sameBytes(sealed.subarray(seal.to), again.subarray(other.to))
  );
}

interface Seal {
  readonly from: number; // of the signature's hexadecimal digits
  readonly to: number;
  readonly at: Date;
  readonly certificate: Uint8Array; // of whoever signed, as the seal has it
}

/** The one seal of a file. Its dictionary is written in one way only, so it is looked for as bytes. */
function sealOf(bytes: Uint8Array): Seal {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const starts = [
    ...text.matchAll(/\/SubFilter \/ETSI\.CAdES\.detached\n\/ByteRange \[[\d ]+\]\n\/Contents </g),
  ];
  const start = starts[0];
  if (start === undefined || starts.length > 1)
    throw new LedgerError(
      start === undefined ? 'This report bears no seal.' : 'This report bears more than the one seal.',
    );
  const from = start.index + start[0].length;
  const to = text.indexOf('>', from);
  const [, time] = /^>\n\/M \(D:(\d{14})Z\)\n/.exec(text.slice(to, to + 40)) ?? [];
  if (time === undefined) throw new LedgerError('The seal of this report says no time.');
  const at = new Date(time.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z'));
  const digits = text.slice(from, to);
  if (!/^[\da-f]+$/i.test(digits)) throw new LedgerError('The seal of this report is no signature alone.');
  return { from, to, at, certificate: certificateIn(Buffer.from(digits, 'hex')) };
}

function certificateIn(contents: Uint8Array): Uint8Array {
  try {
    const { content } = new ContentInfo({ schema: fromBER(new Uint8Array(contents)).result });
    const [first] = new SignedData({ schema: content }).certificates ?? [];
    if (first instanceof Certificate) return new Uint8Array(first.toSchema().toBER());
  } catch (cause) {
    throw new LedgerError('The seal of this report is no signature that can be read.', { cause });
  }
  throw new LedgerError('The seal of this report names no certificate.');
}

/** What it signs is thrown away: only where the signature stands, and what stands around it, is compared. */
function standIn(certificate: Uint8Array): Signer {
  return { certificate, keyType: 'EC', signatureAlgorithm: 'ECDSA', sign: async () => new Uint8Array(64) };
}
