import type { Checklist } from './checklist.ts';
import { indexesDigest } from './chosen-scope.ts';
import { objectOf } from './json-object.ts';

/** Some of the first entries of the log, named by their number and one digest. */
export interface NamedEntries {
  readonly size: bigint; // of the first so many entries
  readonly events: bigint; // how many of those
  readonly indexesSha256: string; // hex, by `indexesDigest`
}

/** As a record has them, its numbers decimal; null if they are in no such form. */
export function readNamedEntries(value: unknown): NamedEntries | null {
  const { size, events, indexesSha256 } = objectOf(value) ?? {};
  if (typeof size !== 'string' || typeof events !== 'string' || typeof indexesSha256 !== 'string')
    return null;
  if (![size, events].every((number) => /^\d{1,20}$/.test(number))) return null;
  return { size: BigInt(size), events: BigInt(events), indexesSha256 };
}

/** A finding if these are not just those entries. In: how the finding calls them, and who says so. */
export function checkNamedEntries(
  { events: said, indexesSha256 }: NamedEntries,
  given: readonly bigint[],
  { where, names }: { readonly where: string; readonly names: string },
  checklist: Checklist,
): void {
  const here = BigInt(given.length);
  if (here < said) checklist.find('omitted', where, `${names}, and ${here} of those are here.`);
  else if (here > said || indexesDigest(given) !== indexesSha256)
    checklist.find('inserted', where, `${names}, and others are here than those: ${here}.`);
}
