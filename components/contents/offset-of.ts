/** What was typed as a place in a file of `size` bytes; in words what is wrong with it. */
export function offsetOf(typed: string, size: bigint): bigint | string {
  const plain = typed.trim().replaceAll(/[\s,_’']/g, '');
  if (!/^(\d{1,18}|0x[0-9a-f]{1,15})$/i.test(plain)) return 'Type a number of bytes: 1048576, or 0x100000.';
  const offset = BigInt(plain);
  return offset < size ? offset : `The last byte has the offset ${size - 1n}.`;
}
