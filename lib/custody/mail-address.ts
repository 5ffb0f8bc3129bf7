/** An address alone: no name beside it, no list, nothing that a header could take for more. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s<>()[\],;:@"\\\p{Cc}]+@[^\s<>()[\],;:@"\\\p{Cc}]+$/u.test(text);
}
