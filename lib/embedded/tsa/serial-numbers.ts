import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';

/** Numbers that are never given twice, also over restarts: each is on the disk before it is used. */
export function serialNumbers(file: string): { next(): number } {
  let last = Number(readIfThere(file) ?? '0');
  if (!Number.isSafeInteger(last)) throw new Error(`${file} does not hold the last serial number.`);
  return {
    next() {
      last += 1;
      writeOwnerOnly(file, String(last));
      return last;
    },
  };
}
