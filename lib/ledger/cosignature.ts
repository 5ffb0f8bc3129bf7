import { joinBytes } from './bytes.ts';

const latestTime = 2n ** 63n - 1n;

/**
 * What a witness signs: that at `time` the largest consistent tree it saw of this log is the one in the checkpoint.
 * In: the checkpoint's three lines in UTF-8, POSIX seconds. Source: C2SP tlog-cosignature "Ed25519 signed message".
 */
export function cosignedMessage(checkpoint: Uint8Array, time: bigint): Uint8Array {
  return joinBytes(new TextEncoder().encode(`cosignature/v1\ntime ${time}\n`), checkpoint);
}

/** The body of a cosignature line: the time as 8 big-endian bytes, then the 64 bytes of Ed25519. */
export function packCosignature(time: bigint, signature: Uint8Array): Uint8Array {
  const packed = new Uint8Array(8 + signature.length);
  new DataView(packed.buffer).setBigUint64(0, time);
  packed.set(signature, 8);
  return packed;
}

/** The POSIX seconds a cosignature states, or null if the bytes are no cosignature. Unchecked until verified. */
export function cosignatureTime(signature: Uint8Array): bigint | null {
  if (signature.length !== 72) return null;
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  return time <= latestTime ? time : null;
}
