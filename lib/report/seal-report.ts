import { PDF } from '@libpdf/core';

type SignOptions = Parameters<PDF['sign']>[0];

const placeholderBytes = 24_576; // signature, chain and stamp with its own chain

/**
 * Adds the seal to a drawn report, as one revision behind it that changes no page: `ETSI.CAdES.detached` over SHA-256. In: the
 * file as drawn. Out: the same bytes with the seal behind them; for one signing time they differ in the signature alone.
 * Throws what signer and authority throw. Source: ETSI EN 319 142-1; ISO 32000-1 §12.8.
 */
export async function sealReport(
  drawn: Uint8Array,
  parts: Pick<SignOptions, 'signer' | 'timestampAuthority' | 'signingTime'>,
): Promise<Uint8Array> {
  const pdf = await PDF.load(drawn);
  const { bytes } = await pdf.sign({
    ...parts,
    subFilter: 'ETSI.CAdES.detached',
    digestAlgorithm: 'SHA-256',
    reason: 'Sealed by the system that drew it; no person’s declaration',
    estimatedSize: placeholderBytes,
  });
  return bytes;
}
