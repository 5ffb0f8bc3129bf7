/**
 * An ECDSA signature as r ‖ s (IEEE P1363, what Key Vault answers) in DER (what notes and OpenSSL want).
 * In: 64 bytes for P-256. Source: RFC 3279 §2.2.3, RFC 7518 §3.4.
 */
export function derOfP1363(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const body = [...integer(signature.subarray(0, half)), ...integer(signature.subarray(half))];
  return Uint8Array.of(0x30, body.length, ...body);
}

/** DER integers have no leading zeroes, but one where the first bit would make them negative. */
function integer(bytes: Uint8Array): readonly number[] {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = [...bytes.subarray(start)];
  const padded = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
  return [0x02, padded.length, ...padded];
}
