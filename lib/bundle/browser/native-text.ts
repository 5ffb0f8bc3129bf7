/** The ASCII text that stands at [from, to). Stands in for `lib/ledger/native-text.ts`. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  return new TextDecoder().decode(bytes.subarray(from, to));
}
